/** AF_HYPERV sockets of Windows: the foreign functions, the blocking calls on helper threads, and how their errors are told. */
@NullMarked
package io.hvflow.hvsock.windows;

import org.jspecify.annotations.NullMarked;
