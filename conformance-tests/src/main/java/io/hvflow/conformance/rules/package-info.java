/** The rules of the contract, each with the check of it. */
@NullMarked
package io.hvflow.conformance.rules;

import org.jspecify.annotations.NullMarked;
