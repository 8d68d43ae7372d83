package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExplorationTest {

    /** Two actors who each read a number, may be interrupted, and write it back one higher. */
    private static void lostUpdate(Simulation simulation) throws Exception {
        AtomicInteger number = new AtomicInteger();
        Actor.Body increment = () -> {
            for (int i = 0; i < 5; i++) {
                simulation.step();
            }
            int read = number.get();
            simulation.step();
            number.set(read + 1);
        };
        Actor one = simulation.spawn("one", increment);
        Actor two = simulation.spawn("two", increment);
        one.join();
        two.join();
        if (number.get() != 2) {
            throw new AssertionError("an update was lost: " + number);
        }
    }

    @Test
    void aRaceIsFoundMadeSimplerAndReplayedFromItsToken() throws Exception {
        SimulationError error = catchThrowableOfType(
                SimulationError.class,
                () -> Exploration.of(ExplorationTest::lostUpdate).check());
        assertThat(error.kind()).isEqualTo(SimulationError.Kind.SCENARIO);
        assertThat(error).hasMessageContaining("an update was lost: 1").hasCauseInstanceOf(AssertionError.class);
        Outcome outcome = error.outcome().orElseThrow();
        assertThat(outcome.choices().values()).hasSizeLessThan(20);
        String token = outcome.tape().token();
        assertThat(error).hasMessageContaining("-Dio.hvflow.simulator.replay=" + token);
        SimulationError again = catchThrowableOfType(
                SimulationError.class,
                () -> Exploration.of(ExplorationTest::lostUpdate).replay(token));
        assertThat(again.outcome().orElseThrow().trace().text())
                .isEqualTo(outcome.trace().text());
    }

    @Test
    void theSimplestScheduleIsThatNobodyComesBetween() throws Exception {
        assertThat(Simulation.run(Tape.of(), ExplorationTest::lostUpdate).failure())
                .isEmpty();
    }

    @Test
    void everyScheduleOfASmallScenarioIsWalkedOnce() throws Exception {
        Set<String> orders = new HashSet<>();
        AtomicInteger runs = new AtomicInteger();
        int count = Exploration.of(simulation -> {
                    runs.incrementAndGet();
                    orders.add(simulation.choose(3) + "/" + simulation.choose(2) + "/" + simulation.choose(2));
                })
                .checkAll(100);
        assertThat(count).isEqualTo(12);
        assertThat(runs).hasValue(12);
        assertThat(orders).hasSize(12);
    }

    @Test
    void walkingAllSchedulesFindsWhatOneInThousandsShows() throws Exception {
        Scenario rare = simulation -> {
            if (simulation.choose(20) == 17 && simulation.choose(20) == 3 && simulation.choose(20) == 11) {
                throw new AssertionError("the rare case");
            }
        };
        assertThatThrownBy(() -> Exploration.of(rare).checkAll(10_000)).hasMessageContaining("the rare case");
        assertThatThrownBy(() -> Exploration.of(rare).checkAll(10)).hasMessageContaining("more than 10");
    }

    @Test
    void aScenarioThatIsNotRepeatedIsToldWithTheFirstChoiceThatDiffers() {
        AtomicInteger run = new AtomicInteger();
        assertThatThrownBy(() -> Exploration.of(simulation -> {
                            simulation.choose(4);
                            simulation.choose(run.incrementAndGet() + 5);
                        })
                        .check())
                .isInstanceOfSatisfying(
                        SimulationError.class,
                        error -> assertThat(error.kind()).isEqualTo(SimulationError.Kind.NOT_DETERMINISTIC))
                .hasMessageContaining("choice 1 was")
                .hasMessageContaining("of 6 by actor 0")
                .hasMessageContaining("of 7 by actor 0");
    }

    @Test
    void aFailureThatDoesNotComeAgainWithTheSameChoicesIsReported() {
        for (int failing : new int[] {1, 2}) { // found, or met when the first run is done again
            AtomicInteger runs = new AtomicInteger();
            assertThatThrownBy(() -> Exploration.of(simulation -> {
                                if (runs.incrementAndGet() == failing) {
                                    throw new IllegalStateException("once only");
                                }
                            })
                            .check())
                    .isInstanceOfSatisfying(
                            SimulationError.class,
                            error -> assertThat(error.kind()).isEqualTo(SimulationError.Kind.NOT_DETERMINISTIC))
                    .hasMessageContaining("failed with java.lang.IllegalStateException: once only")
                    .hasMessageContaining("passed");
        }
    }

    @Test
    void aFailureSaysAtWhichScheduleOfHowManyItWasFound() {
        assertThatThrownBy(() -> Exploration.of(simulation -> {
                            throw new IllegalStateException("always");
                        })
                        .check())
                .hasMessageStartingWith(
                        "the scenario failed at schedule 1 of at most 200; shrunk in 0 runs, from 0 choices");
    }

    @Test
    void theFirstSeedIsObeyedWhateverElseIsSet() throws Exception {
        assertThat(drawn(10)).doesNotHaveDuplicates().doesNotContainAnyElementsOf(drawn(0));
        assertThat(drawn(11)).first().isEqualTo(drawn(10).get(1));
        assertThat(drawn(10).getFirst()).isEqualTo(drawnBy(Tape.ofSeed(10)));
    }

    /** What two seeds, from the first on, choose. */
    private static List<Integer> drawn(long firstSeed) throws Exception {
        List<Integer> drawn = new ArrayList<>();
        Exploration.of(simulation -> drawn.add(simulation.choose(Integer.MAX_VALUE)))
                .firstSeed(firstSeed)
                .seeds(2)
                .maxSteps(1000)
                .maxTime(Duration.ofHours(1))
                .shrinkTime(Duration.ofSeconds(1))
                .stall(Duration.ofMinutes(1))
                .mustMark()
                .check();
        // The first run is done twice, to see that it is the same.
        assertThat(drawn.removeFirst()).isEqualTo(drawn.getFirst());
        return drawn;
    }

    private static int drawnBy(Tape tape) throws Exception {
        List<Integer> drawn = new ArrayList<>();
        assertThat(Simulation.run(tape, simulation -> drawn.add(simulation.choose(Integer.MAX_VALUE)))
                        .failure())
                .isEmpty();
        return drawn.getFirst();
    }

    @Test
    void theSeedOfAFailureIsTheFirstThatShowsIt() throws Exception {
        Scenario rare = simulation -> {
            if (simulation.choose(20) == 0) {
                throw new IllegalStateException("one in twenty");
            }
        };
        String found = catchThrowableOfType(
                        SimulationError.class,
                        () -> Exploration.of(rare).firstSeed(1000).check())
                .getMessage();
        Matcher schedule = Pattern.compile("failed at schedule (\\d+) of").matcher(found);
        assertThat(schedule.find()).isTrue();
        int before = Integer.parseInt(schedule.group(1)) - 1;

        assertThatThrownBy(() ->
                        Exploration.of(rare).firstSeed(1000 + before).seeds(1).check())
                .hasMessageContaining("one in twenty");
        if (before > 0) {
            assertThat(Exploration.of(rare).firstSeed(1000).seeds(before).check())
                    .isEmpty();
        }
    }

    @Test
    void aMarkThatNoRunCameByFails() throws Exception {
        Exploration exploration = Exploration.of(simulation -> {
                    if (simulation.choose(10) == 9) {
                        simulation.mark("nine");
                    }
                })
                .seeds(100);
        assertThat(exploration.mustMark("nine").check()).containsOnlyKeys("nine");
        assertThatThrownBy(() -> exploration.mustMark("ten").check()).hasMessageContaining("\"ten\"");
    }

    @Test
    void aShrunkTapeHasNothingThatTheFailureDoesNotNeed() {
        SimulationError error = catchThrowableOfType(
                SimulationError.class,
                () -> Exploration.of(simulation -> {
                            int count = simulation.choose(50);
                            int large = 0;
                            for (int i = 0; i < count; i++) {
                                large += simulation.choose(100) > 60 ? 1 : 0;
                            }
                            if (large > 1) {
                                throw new IllegalStateException("too many");
                            }
                        })
                        .check());
        assertThat(error.outcome().orElseThrow().choices().values()).containsExactly(2, 61, 61);
    }
}
