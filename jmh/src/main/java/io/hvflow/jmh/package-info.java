/**
 * What flows cost, beside what else there is, measured in one run.
 *
 * <p>{@link io.hvflow.jmh.Benchmarks} holds the benchmarks. A new peer is a constant of {@link io.hvflow.jmh.Transport}; a new
 * benchmark is a method, and a {@link io.hvflow.jmh.Part} of the {@link io.hvflow.jmh.Plan}. {@link io.hvflow.jmh.CProgram} and {@link
 * io.hvflow.jmh.ManyFlows} are measured by programs of their own. All of it comes together in {@link io.hvflow.jmh.Results}, which the
 * reports show, {@link io.hvflow.jmh.Goals} judges, and a {@link io.hvflow.jmh.Baseline} is compared with.
 */
@NullMarked
package io.hvflow.jmh;

import org.jspecify.annotations.NullMarked;
