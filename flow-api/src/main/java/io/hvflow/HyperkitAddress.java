package io.hvflow;

import java.net.URI;
import java.nio.file.Path;

/**
 * A port behind hyperkit's socket directory: {@code hyperkit://:80/path}.
 *
 * @param directory the directory with the socket {@code connect}
 * @param port the port; unsigned 32-bit
 */
public record HyperkitAddress(Path directory, long port) implements FlowAddress {}
