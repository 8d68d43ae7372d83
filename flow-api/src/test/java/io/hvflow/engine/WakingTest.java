package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WakingTest {
    /** A waiter whose first attempts to be woken fail. */
    private static final class Hard implements Waiter {
        private int failures;
        private final Error failure;
        boolean woken;

        Hard(int failures) {
            this.failures = failures;
            this.failure = new OutOfMemoryError("failure " + failures);
        }

        @Override
        public void await(long deadline) {
            throw new AssertionError("nobody waits here");
        }

        @Override
        public void wake() {
            if (failures-- > 0) {
                throw failure;
            }
            woken = true;
        }
    }

    @Test
    void C13_whatFailsForAMomentWakesAllTheSame() {
        Hard waiter = new Hard(1);
        Waking.wake(waiter);
        assertThat(waiter.woken).isTrue();
    }

    @Test
    void C13_whatFailsForGoodIsThrownAndKeepsNobodyElseFromBeingWoken() {
        Hard first = new Hard(9);
        Hard second = new Hard(0);
        Hard third = new Hard(8);
        Hard fourth = new Hard(1);
        List<Waiter> all = new ArrayList<>(List.of(first, second, third, fourth));
        assertThatThrownBy(() -> Waking.all(all)).isSameAs(first.failure);
        assertThat(second.woken).isTrue();
        assertThat(fourth.woken).isTrue();
    }

    /** The reader of a framed flow for whose bytes a writer came sleeps until it is told. */
    @Test
    void C13_aFramedReaderIsWokenThoughTheFirstAttemptFails() {
        Hard waiter = new Hard(1);
        FramedWaiting waiting = new FramedWaiting(new TestWaiting(() -> {}) {
            @Override
            public Waiter waiter(Readiness readiness) {
                return waiter;
            }
        });
        waiting.waiter(Readiness.READABLE);
        waiting.wakeReader();
        assertThat(waiter.woken).isTrue();
    }
}
