/**
 * The contract of {@link io.hvflow.Flow} as a suite that any backend can be held to.
 *
 * <p>A backend's author writes a {@link io.hvflow.conformance.Target} and extends {@link io.hvflow.conformance.FlowContract}
 * in a test, or puts the target where {@link java.util.ServiceLoader} finds it and runs {@link io.hvflow.conformance.Main}.
 * Everything else here is the suite itself: the rules and their checks, the trials in which they run, the reports.
 */
@NullMarked
package io.hvflow.conformance;

import org.jspecify.annotations.NullMarked;
