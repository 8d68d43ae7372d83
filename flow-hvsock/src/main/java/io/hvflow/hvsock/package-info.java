/** Flows over the sockets of this machine. */
@NullMarked
package io.hvflow.hvsock;

import org.jspecify.annotations.NullMarked;
