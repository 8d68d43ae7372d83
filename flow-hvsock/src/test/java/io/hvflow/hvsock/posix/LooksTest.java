package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LooksTest {
    private final Looks looks = new Looks();
    private final Runnable action = () -> {};

    @Test
    void onlyTheFirstOfThoseWhoAskAllTheTimeWakesThePoller() {
        assertThat(looks.add(action)).isTrue();
        assertThat(looks.add(action)).isFalse();
        assertThat(looks.due()).containsExactly(action, action);
        assertThat(looks.add(action)).as("added while the poller ticks on").isFalse();
        assertThat(looks.due()).containsExactly(action);
    }

    @Test
    void theTickingStopsAfterATickWithNothingToDo() {
        looks.add(action);
        looks.due();
        assertThat(looks.ticking()).isTrue();
        assertThat(looks.due()).isEmpty();
        assertThat(looks.ticking()).isFalse();
        assertThat(looks.add(action))
                .as("whoever comes next must wake the poller")
                .isTrue();
    }

    /** Each action asks for the next, some at once and some after the ticking has stopped: one that is lost hangs this test. */
    @Test
    void thePollerRunsEveryActionOnceAlsoOneThatAnActionAsksFor() throws Exception {
        int count = 300;
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            CountDownLatch both = new CountDownLatch(2);
            assertThat(Poller.soon(() -> {
                        ran.incrementAndGet();
                        both.countDown();
                        Poller.soon(() -> {
                            ran.incrementAndGet();
                            both.countDown();
                        });
                    }))
                    .isTrue();
            assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ran).hasValue(2 * count);
    }
}
