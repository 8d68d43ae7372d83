/** A far end on plain blocking sockets, in a process of its own that knows nothing of flows. */
@NullMarked
package io.hvflow.conformance.plain;

import org.jspecify.annotations.NullMarked;
