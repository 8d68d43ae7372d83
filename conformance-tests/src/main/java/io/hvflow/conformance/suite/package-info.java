/** Targets are held to rules, and what came of it: by rule, by target, by run. */
@NullMarked
package io.hvflow.conformance.suite;

import org.jspecify.annotations.NullMarked;
