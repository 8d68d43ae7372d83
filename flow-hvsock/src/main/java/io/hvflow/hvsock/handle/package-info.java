/** What the numbers of all systems' sockets have in common. */
@NullMarked
package io.hvflow.hvsock.handle;

import org.jspecify.annotations.NullMarked;
