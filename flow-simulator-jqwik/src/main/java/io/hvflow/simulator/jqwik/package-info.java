/**
 * Properties over schedules: jqwik draws the tape of a simulation, as it draws any other value, and makes a failing one simpler.
 *
 * {@snippet :
 * @Property
 * void nothingIsLost(@ForAll Tape tape) throws InterruptedException {
 *     Exploration.of(simulation -> {
 *         List<Integer> sizes = Tapes.draw(simulation, Arbitraries.integers().between(1, 100).list());
 *         send(simulation, sizes);
 *     }).check(tape);
 * }
 * }
 *
 * <p>What a scenario draws by {@link io.hvflow.simulator.jqwik.Tapes#draw} is on the tape too, so that script, schedule and faults
 * are one value: they are made simpler together, and the one token in the failure's message repeats them all. A script may
 * also be a parameter of its own beside the tape; jqwik makes both simpler, and its own report repeats them.
 */
@NullMarked
package io.hvflow.simulator.jqwik;

import org.jspecify.annotations.NullMarked;
