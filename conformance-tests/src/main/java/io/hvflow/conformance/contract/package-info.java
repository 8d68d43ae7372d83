/** The contract as its page states it: rules with their ids, chapters and what each builds on. */
@NullMarked
package io.hvflow.conformance.contract;

import org.jspecify.annotations.NullMarked;
