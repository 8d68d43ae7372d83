package io.hvflow.simulator.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Outcome;
import io.hvflow.simulator.Scenario;
import io.hvflow.simulator.SimulationError;
import io.hvflow.simulator.Tape;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this project claims of the examples' bugs: that the simplest schedule does not show them, exploring does, what is left of the
 * failing run is small, and its token repeats it.
 */
final class Found {
    static final int SCHEDULES = 10_000;

    private static final Pattern AT = Pattern.compile("failed in (\\d+) of " + SCHEDULES + " schedules");

    private Found() {}

    /**
     * Explores until the bug is found.
     *
     * @param mostChoices of the failing run may be other than the simplest
     * @return how it failed
     */
    static SimulationError in(Scenario scenario, int mostChoices) throws InterruptedException {
        assertThat(Exploration.of(scenario).run(Tape.of()).failure())
                .as("the simplest schedule")
                .isEmpty();
        SimulationError error = catchThrowableOfType(
                SimulationError.class,
                () -> Exploration.of(scenario).seeds(SCHEDULES).check());
        assertThat(error).as("found by exploring").isNotNull();
        Matcher at = AT.matcher(error.getMessage());
        assertThat(at.find()).as(error.getMessage()).isTrue();
        assertThat(Integer.parseInt(at.group(1))).isBetween(1, SCHEDULES - 1);
        Outcome outcome = error.outcome().orElseThrow();
        assertThat(Arrays.stream(outcome.choices().values())
                        .filter(choice -> choice != 0)
                        .count())
                .as(error.getMessage())
                .isBetween(1L, (long) mostChoices);
        assertThatThrownBy(() -> Exploration.of(scenario).replay(outcome.tape().token()))
                .isInstanceOfSatisfying(
                        SimulationError.class,
                        again ->
                                assertThat(again.outcome().orElseThrow().hash()).isEqualTo(outcome.hash()));
        return error;
    }
}
