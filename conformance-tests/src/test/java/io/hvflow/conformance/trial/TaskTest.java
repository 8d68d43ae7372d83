package io.hvflow.conformance.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.conformance.Fixture;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskTest {
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void release() {
        end.countDown();
    }

    private static Trial trial(ThreadKind kind) {
        return trial(kind, Fixture.SETTINGS);
    }

    private static Trial trial(ThreadKind kind, Settings settings) {
        return new Trial(Fixture.target(), Rule.of("T2", trial -> {}), kind, settings);
    }

    @ParameterizedTest
    @EnumSource
    void runsOnAThreadOfTheKindAndBringsItsResult(ThreadKind kind) throws Exception {
        Task<Boolean> task =
                trial(kind).start("worker", () -> Thread.currentThread().isVirtual());

        assertThat(task.join()).isEqualTo(kind == ThreadKind.VIRTUAL);
    }

    @ParameterizedTest
    @EnumSource
    void throwsWhatTheBodyThrew(ThreadKind kind) {
        IOException thrown = new IOException("broken");
        Task<Boolean> task = trial(kind).launch("worker", () -> {
            throw thrown;
        });

        assertThatThrownBy(task::join).isSameAs(thrown);
    }

    @ParameterizedTest
    @EnumSource
    void joinGivesUpAndShowsWhereTheThreadIs(ThreadKind kind) {
        Task<Boolean> task = trial(kind, Fixture.IMPATIENT).launch("worker", end::await);

        assertThatThrownBy(task::join)
                .isInstanceOf(AssertionError.class)
                .hasMessage("worker did not end within 500 ms")
                .cause()
                .hasStackTraceContaining("CountDownLatch.await");
    }

    @ParameterizedTest
    @EnumSource
    void joinThrowsWhatAnotherTaskFound(ThreadKind kind) {
        Trial trial = trial(kind);
        AssertionError found = new AssertionError("the rule is broken");
        Task<Boolean> waiting = trial.launch("writer", end::await);
        trial.launch("reader", () -> {
            throw found;
        });

        assertThatThrownBy(waiting::join).isSameAs(found);
    }

    @ParameterizedTest
    @EnumSource
    void awaitBlockedReturnsOnceTheThreadWaits(ThreadKind kind) throws Exception {
        Task<Boolean> task = trial(kind).launch("worker", end::await);

        task.awaitBlocked();

        assertThat(task.isDone()).isFalse();
        assertThat(task.isWaiting()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void awaitBlockedRefusesAThreadThatEnds(ThreadKind kind) {
        Task<Boolean> task = trial(kind).launch("worker", () -> {});

        assertThatThrownBy(task::awaitBlocked)
                .isInstanceOf(AssertionError.class)
                .hasMessage("worker was to block but ended");
    }
}
