/**
 * The contract of {@link io.hvflow.Flow} as a suite that any backend can be held to.
 *
 * <p>A backend's author writes a {@link io.hvflow.conformance.Target} and extends {@link io.hvflow.conformance.FlowContract}
 * in a test, or puts the target where {@link java.util.ServiceLoader} finds it and runs {@link io.hvflow.conformance.Main}.
 *
 * <p>Nothing else is for users. Within the suite each package sees those behind it alone: {@code cli} the commands, {@code report},
 * {@code suite} runs rules on targets, {@code rules} with their checks, {@code storm}, {@code trial} in which a check runs, {@code
 * targets}, {@code agent}. The suite knows no rule: this package hands them to it.
 */
@NullMarked
package io.hvflow.conformance;

import org.jspecify.annotations.NullMarked;
