package io.hvflow;

import java.net.URI;
import java.nio.file.Path;

/**
 * A UNIX-domain stream socket: {@code unix:///run/x.sock}.
 *
 * @param path the socket file; the system bounds its length (107 bytes on Linux)
 */
public record UnixAddress(Path path) implements FlowAddress {}
