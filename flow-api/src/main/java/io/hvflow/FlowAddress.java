package io.hvflow;

import java.net.URI;

/**
 * Where a flow ends: a port of a virtual machine, a service of a partition, a socket file. Immutable values, written as
 * URIs; text and URI round-trip (L8).
 *
 * <p>The kinds are closed so that a program can switch over them; a backend of another kind gets its address as an
 * {@link OtherAddress}.
 */
public sealed interface FlowAddress
        permits VsockAddress, HvsockAddress, HybridAddress, HyperkitAddress, UnixAddress, SimAddress, OtherAddress {

    /**
     * The scheme, by which the provider is chosen.
     *
     * @return lower case, without the colon
     */
    String scheme();

    /**
     * This address as a URI; {@link #of} makes an equal address of it.
     *
     * @return the URI
     */
    URI toUri();

    /**
     * Reads an address.
     *
     * @param text the text of a URI, such as {@code vsock://3:5000}
     * @return the address
     * @throws IllegalArgumentException if the text is no address; it quotes the text and says what is wrong (L8)
     */
    static FlowAddress parse(String text) {
        return AddressParser.parse(text);
    }

    /**
     * Reads an address.
     *
     * @param uri the URI
     * @return the address
     * @throws IllegalArgumentException if the URI is no address; it quotes the URI and says what is wrong (L8)
     */
    static FlowAddress of(URI uri) {
        return AddressParser.parse(uri.toString());
    }
}
