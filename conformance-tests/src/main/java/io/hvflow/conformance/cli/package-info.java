/** The commands. */
@NullMarked
package io.hvflow.conformance.cli;

import org.jspecify.annotations.NullMarked;
