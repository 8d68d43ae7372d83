package io.hvflow.hvsock.posix;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * Where a listening AF_UNIX socket is to be found, and how.
 *
 * @param file the socket file
 * @param mode its mode; empty for what the umask leaves of 0777
 * @param takeOverStale whether a socket file at which nobody listens any more may be replaced
 */
public record SocketPlace(Path file, Optional<Set<PosixFilePermission>> mode, boolean takeOverStale) {}
