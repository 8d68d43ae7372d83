/** The contract of a flow, as a suite that any backend can run. */
@NullMarked
package io.hvflow.conformance;

import org.jspecify.annotations.NullMarked;
