/**
 * What flows cost, beside what else the JDK offers, measured in one run.
 *
 * <p>{@link io.hvflow.jmh.Benchmarks} holds the benchmarks. They use a stream through {@link io.hvflow.jmh.Duplex} only, so a new
 * peer is a constant of {@link io.hvflow.jmh.Transport}.
 */
@NullMarked
package io.hvflow.jmh;

import org.jspecify.annotations.NullMarked;
