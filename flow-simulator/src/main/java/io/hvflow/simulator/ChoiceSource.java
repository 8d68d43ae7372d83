package io.hvflow.simulator;

import org.jspecify.annotations.Nullable;

/** Makes the choices of one run as its tape has them, and logs them. The baton guards it. */
final class ChoiceSource {
    /** A run switches actors at one step in 1, 2, 4, ... or 32, as its seed has it: some errors want many, some few. */
    private static final int PACES = 6;

    private final int[] values;
    private final @Nullable Choices drawn;
    private final int pace;
    private final ChoiceLog log = new ChoiceLog();
    private final Recorder recorder;

    ChoiceSource(Tape tape, Recorder recorder) {
        this.values = tape.values();
        this.recorder = recorder;
        drawn = tape.seed().isPresent() ? Choices.seeded(tape.seed().getAsLong()) : null;
        pace = drawn == null ? 0 : drawn.choose(PACES);
    }

    /** From 0 to {@code bound} - 1; drawn evenly. */
    int choose(int bound, long time, int actor) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound is " + bound + ", must be at least 1");
        }
        if (bound == 1) {
            return 0;
        }
        return made(bound, drawn == null ? given(bound) : drawn.choose(bound), time, actor);
    }

    /** Who goes on: 0 for the same actor, which is most often drawn. */
    int schedule(int bound, long time, int actor) {
        int value;
        if (drawn == null) {
            value = given(bound);
        } else {
            value = drawn.choose(1 << pace) == 0 ? drawn.choose(bound) : 0;
        }
        return made(bound, value, time, actor);
    }

    private int given(int bound) {
        int index = log.size();
        return index < values.length ? values[index] % bound : 0;
    }

    private int made(int bound, int value, long time, int actor) {
        log.add(bound, value, time, actor);
        recorder.choice(bound, value, time, actor);
        return value;
    }

    ChoiceLog log() {
        return log;
    }
}
