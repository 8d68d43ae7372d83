/** What the lab tries beside the suite. */
@NullMarked
package io.hvflow.conformance.lab;

import org.jspecify.annotations.NullMarked;
