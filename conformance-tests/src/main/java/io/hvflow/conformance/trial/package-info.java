/**
 * What a check of a rule works with: flows that are traced and cleaned up, threads and clocks, real or simulated, and properties.
 */
@NullMarked
package io.hvflow.conformance.trial;

import org.jspecify.annotations.NullMarked;
