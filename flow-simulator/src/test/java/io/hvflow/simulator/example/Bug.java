package io.hvflow.simulator.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Outcome;
import io.hvflow.simulator.Scenario;
import io.hvflow.simulator.SimulationError;
import io.hvflow.simulator.Tape;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bug that an ordinary test does not see and the simulator does.
 *
 * @param schedules how many were tried until it showed
 * @param error what the reader of a failing test gets
 */
record Bug(int schedules, SimulationError error) {
    /** So many schedules find each bug of these examples, and so many find none in what has been mended. */
    static final int SCHEDULES = 10_000;

    private static final Pattern FOUND = Pattern.compile("failed at schedule (\\d+) of at most " + SCHEDULES);

    /** Sees that the simplest schedule passes, and explores the others until one fails. */
    static Bug in(Scenario scenario) throws InterruptedException {
        assertThat(Exploration.of(scenario).run(Tape.of()).failure()).isEmpty();
        SimulationError error = catchThrowableOfType(
                SimulationError.class,
                () -> Exploration.of(scenario).seeds(SCHEDULES).check());
        assertThat(error).isNotNull();
        Matcher found = FOUND.matcher(error.getMessage());
        assertThat(found.find()).as(error.getMessage()).isTrue();
        Bug bug = new Bug(Integer.parseInt(found.group(1)), error);
        bug.comesAgain(scenario);
        return bug;
    }

    /** The token alone gives the same run. */
    private void comesAgain(Scenario scenario) {
        String token = outcome().tape().token();
        assertThat(error).hasMessageContaining("-D" + Exploration.REPLAY + "=" + token);
        SimulationError again = catchThrowableOfType(
                SimulationError.class, () -> Exploration.of(scenario).replay(token));
        assertThat(again).isNotNull();
        assertThat(again.outcome().orElseThrow().trace().text())
                .isEqualTo(outcome().trace().text());
    }

    /** The failing run, made simpler. */
    Outcome outcome() {
        return error.outcome().orElseThrow();
    }

    /** How many choices the failing run needs. */
    int choices() {
        return outcome().choices().values().length;
    }

    /** How many lines tell the failing run. */
    int lines() {
        return outcome().trace().happenings().size();
    }
}
