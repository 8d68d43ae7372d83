package io.hvflow;

import java.net.URI;

/**
 * An address of a scheme that this library does not know, for the provider that does.
 *
 * @param scheme the scheme, in lower case
 * @param rest what follows the colon, as it was written
 */
public record OtherAddress(String scheme, String rest) implements FlowAddress {}
