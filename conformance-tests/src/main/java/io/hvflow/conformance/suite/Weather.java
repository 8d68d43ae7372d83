package io.hvflow.conformance.suite;

import io.hvflow.conformance.trial.Settings;
import io.hvflow.simulator.Faults;
import io.hvflow.simulator.Hypervisor;
import io.hvflow.simulator.Schedule;
import io.hvflow.simulator.Simulation;
import java.time.Duration;

/**
 * What a stream has to bear without its users' noticing: that it is cut, that it is slow, that it stops for a while. Every run
 * draws one of these; a rule that holds must hold in all.
 */
enum Weather {
    CLEAR {
        @Override
        void begin(Simulation simulation) {}
    },
    CUTS {
        @Override
        void begin(Simulation simulation) {
            cut(simulation.hypervisor());
        }
    },
    LATE {
        @Override
        void begin(Simulation simulation) {
            late(simulation.hypervisor());
        }
    },
    CUTS_AND_LATE {
        @Override
        void begin(Simulation simulation) {
            cut(simulation.hypervisor());
            late(simulation.hypervisor());
        }
    },
    STOPS {
        @Override
        void begin(Simulation simulation) {
            Duration period = LATEST.plusMillis(1 + simulation.choose(20));
            simulation.hypervisor().install(Faults.hold(), Schedule.every(period, LATEST));
        }
    };

    /** Well below a {@link Settings#moment}, in which a check believes that what is to happen does. */
    private static final Duration LATEST = Duration.ofMillis(2);

    /** Most cuts are in the middle of something; some leave a byte or two. */
    private static final int LARGE = 50_000;

    abstract void begin(Simulation simulation);

    /** Draws the weather of a run; the simplest is none. */
    static Weather draw(Simulation simulation) {
        return values()[simulation.choose(values().length)];
    }

    private static void cut(Hypervisor hypervisor) {
        hypervisor.install(Faults.sometimes(5, Faults.cuts(3)));
        hypervisor.install(Faults.cuts(LARGE));
    }

    private static void late(Hypervisor hypervisor) {
        hypervisor.install(Faults.latency(Duration.ZERO, LATEST));
    }
}
