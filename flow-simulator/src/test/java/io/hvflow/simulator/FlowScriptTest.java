package io.hvflow.simulator;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FlowScriptTest {

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatIsAcceptedArrivesAndEveryCallEndsInEverySchedule() throws Exception {
        Exploration.of(FlowScript::run)
                .seeds(Integer.getInteger(Exploration.SEEDS, 400))
                .mustMark("write that timed out", "write that finds no room", "failed read", "full write")
                .check();
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aHalfCloseLosesNothingThatWasReadAheadInEverySchedule() throws Exception {
        Exploration.of(ReadAheadScript::run)
                .seeds(Integer.getInteger(Exploration.SEEDS, 400))
                .check();
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void burstsArriveWithoutAFurtherCallInEverySchedule() throws Exception {
        Exploration.of(BurstScript::run)
                .seeds(Integer.getInteger(Exploration.SEEDS, 2000))
                .mustMark("reader that was released", "write that finds no room", "short write", "full write")
                .check();
    }
}
