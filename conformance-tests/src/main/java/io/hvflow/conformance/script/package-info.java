/** Scripts: calls on one pair one after the other, drawn at random, and the model that says how each may end. */
@NullMarked
package io.hvflow.conformance.script;

import org.jspecify.annotations.NullMarked;
