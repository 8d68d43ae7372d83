/** POSIX stream sockets on Linux: native calls, the descriptor's life, the poller, and waiting. */
@NullMarked
package io.hvflow.hvsock.posix;

import org.jspecify.annotations.NullMarked;
