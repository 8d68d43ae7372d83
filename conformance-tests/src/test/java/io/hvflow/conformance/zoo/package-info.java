/**
 * The zoo: flows that are deliberately wrong, each in one small way, to prove that the suite finds it. {@link
 * io.hvflow.conformance.zoo.Zoo} lists them.
 *
 * <p>A wrong flow is a correct one, over sockets in memory, with one decorator that is not.
 */
@NullMarked
package io.hvflow.conformance.zoo;

import org.jspecify.annotations.NullMarked;
