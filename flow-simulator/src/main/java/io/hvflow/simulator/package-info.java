/** A hypervisor in memory. */
@NullMarked
package io.hvflow.simulator;

import org.jspecify.annotations.NullMarked;
