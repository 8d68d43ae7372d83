/** What a backend writes, and the parts of a flow that are written once for all backends. */
@NullMarked
package io.hvflow.spi;

import org.jspecify.annotations.NullMarked;
