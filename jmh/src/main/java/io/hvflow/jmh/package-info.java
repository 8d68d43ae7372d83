/** Benchmarks. */
@NullMarked
package io.hvflow.jmh;

import org.jspecify.annotations.NullMarked;
