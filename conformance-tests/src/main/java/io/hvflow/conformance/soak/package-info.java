/** The soak: flows that are opened, used and closed while what they are made of runs short, again and again. */
@NullMarked
package io.hvflow.conformance.soak;

import org.jspecify.annotations.NullMarked;
