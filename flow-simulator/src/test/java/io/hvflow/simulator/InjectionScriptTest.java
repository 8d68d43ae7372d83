package io.hvflow.simulator;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InjectionScriptTest {

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void C13_whateverASocketThrowsInEverySchedule() throws Exception {
        Exploration.of(InjectionScript::run)
                .seeds(Integer.getInteger(Exploration.SEEDS, 1000))
                .mustMark("thrown", "not thrown", "the peer was told")
                .check();
    }
}
