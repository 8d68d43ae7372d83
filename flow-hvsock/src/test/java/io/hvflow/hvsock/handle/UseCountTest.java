package io.hvflow.hvsock.handle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

/** T5: numbers are given back once, when nobody is inside, and nobody enters after that. */
class UseCountTest {
    private static final int ROUNDS = 20_000;

    /** Numbers, and who is inside by the users' own account. */
    private static final class Numbers extends UseCount {
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger returns = new AtomicInteger();
        final AtomicInteger wrong = new AtomicInteger();
        volatile boolean lastButOneSeen;

        Numbers() {}

        Numbers(int inside) {
            super(inside);
        }

        @Override
        protected void giveBack() {
            returns.incrementAndGet();
            wrong.addAndGet(inside.get());
        }

        void use() {
            if (enter()) {
                inside.incrementAndGet();
                wrong.addAndGet(returns.get());
                inside.decrementAndGet();
                exit();
            }
        }

        /** As a poller's task leaves: the last one but the thread does something first. */
        void useAndSay() {
            if (enter()) {
                inside.incrementAndGet();
                wrong.addAndGet(returns.get());
                inside.decrementAndGet();
                leave();
            }
        }

        void leave() {
            int before;
            do {
                before = users();
                if (before == 2) {
                    lastButOneSeen = true;
                    wrong.addAndGet(returns.get());
                }
            } while (!exitFrom(before));
        }

        void close() {
            if (beginClosing()) {
                exit();
            }
        }

        /** As a poller's thread retires. */
        void retire() {
            while (!beginClosingIfAlone()) {
                Thread.onSpinWait();
            }
            wrong.addAndGet(inside.get());
            exit();
        }
    }

    private interface Body {
        void run(Numbers numbers);
    }

    /** Runs the bodies at the same moment, over and over. */
    private static void race(int inside, List<Body> bodies, Body after) throws Exception {
        AtomicReferenceArray<Numbers> rounds = new AtomicReferenceArray<>(ROUNDS);
        for (int i = 0; i < ROUNDS; i++) {
            rounds.set(i, new Numbers(inside));
        }
        CyclicBarrier barrier = new CyclicBarrier(bodies.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(bodies.size())) {
            List<Future<Void>> ends = new ArrayList<>();
            for (Body body : bodies) {
                ends.add(threads.submit(() -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        if (i % 100 == 0) {
                            barrier.await(50, TimeUnit.SECONDS);
                        }
                        body.run(rounds.get(i));
                    }
                    return null;
                }));
            }
            for (Future<Void> end : ends) {
                end.get();
            }
        }
        for (int i = 0; i < ROUNDS; i++) {
            Numbers numbers = rounds.get(i);
            after.run(numbers);
            assertThat(numbers.returns).as("round %d", i).hasValue(1);
            assertThat(numbers.wrong).as("round %d", i).hasValue(0);
            assertThat(numbers.isClosing()).isTrue();
            assertThat(numbers.enter()).isFalse();
            assertThat(numbers.beginClosing()).isFalse();
        }
    }

    @Test
    void T5_numbersAreGivenBackOnceByTheLastOfThoseThatUseAndClose() throws Exception {
        race(0, List.of(Numbers::use, Numbers::close, Numbers::use, Numbers::close), numbers -> {});
    }

    @Test
    void T5_oneThatRetiresLeavesNobodyInside() throws Exception {
        race(1, List.of(Numbers::use, Numbers::retire, Numbers::use), numbers -> {});
    }

    /** The first task is in from the start, as it is with a new poller: whoever goes last before the thread knows that. */
    @Test
    void theLastButOneKnowsIt() throws Exception {
        race(2, List.of(Numbers::useAndSay, Numbers::leave, Numbers::useAndSay), numbers -> {
            assertThat(numbers.lastButOneSeen).isTrue();
            numbers.retire();
        });
    }
}
