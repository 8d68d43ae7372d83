package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FreeSchedulerTest {
    private final Scheduler scheduler = FreeScheduler.INSTANCE;

    @Test
    void anActionRunsNotBeforeItsTime() throws Exception {
        long due = scheduler.deadline(Duration.ofMillis(20));
        CompletableFuture<Long> ran = new CompletableFuture<>();
        scheduler.at(due, () -> ran.complete(scheduler.now()));
        assertThat(ran.get(30, TimeUnit.SECONDS) - due).isNotNegative();
        assertThat(scheduler.passed(due)).isTrue();
    }

    @Test
    void C7_theTimerThreadIsADaemonAndEndsByItself() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        scheduler.at(scheduler.now(), () -> ran.complete(Thread.currentThread()));
        Thread timer = ran.get(30, TimeUnit.SECONDS);
        assertThat(timer.isDaemon()).isTrue();
        assertThat(timer.join(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void theEarlierOfTwoTimesIsFoundAcrossTheWrap() {
        assertThat(Scheduler.earlier(1, 2)).isEqualTo(1);
        assertThat(Scheduler.earlier(Long.MIN_VALUE + 5, Long.MAX_VALUE - 5)).isEqualTo(Long.MAX_VALUE - 5);
        assertThat(Scheduler.earlier(Long.MAX_VALUE, -7)).isEqualTo(-7);
        assertThat(Scheduler.earlier(-7, Long.MAX_VALUE)).isEqualTo(-7);
    }
}
