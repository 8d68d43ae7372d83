/** How text that somebody else wrote is shown. */
@NullMarked
package io.hvflow.conformance.text;

import org.jspecify.annotations.NullMarked;
