/** What the lab tries beside the suite. */
@NullMarked
package io.hvflow.lab;

import org.jspecify.annotations.NullMarked;
