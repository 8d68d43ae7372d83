/** The targets that come with the suite: this project's own backends, reached by address alone. */
@NullMarked
package io.hvflow.conformance.targets;

import org.jspecify.annotations.NullMarked;
