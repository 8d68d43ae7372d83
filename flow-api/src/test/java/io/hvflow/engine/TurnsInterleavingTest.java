package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** T6: turns in every order in which those that take, wait, give up and give back may come by. */
class TurnsInterleavingTest {
    private static final int MOST = 5_000;

    /** What threads do with turns. */
    private static class Users {
        final Interleavings order;
        final ReentrantLock lock;
        final Waiting waiting;
        final Turns turns;
        final List<String> came = new ArrayList<>();
        final List<String> served = new ArrayList<>();
        int holders;

        Users(Interleavings order) {
            this.order = order;
            lock = order.lock();
            waiting = order.waiting();
            turns = new Turns(lock, waiting);
        }

        /** Takes the turn, or gives up at the deadline or at an interrupt. */
        boolean take(String name, long deadline) {
            lock.lock();
            try {
                came.add(name);
                if (turns.tryTake()) {
                    return true;
                }
                Turns.Place place = turns.join();
                boolean taken = false;
                try {
                    while (true) {
                        if (place.granted()) {
                            taken = true;
                            return true;
                        }
                        if (waiting.passed(deadline) || Thread.currentThread().isInterrupted()) {
                            return false;
                        }
                        place.await(deadline);
                        if (givesUpUnseen(deadline)) {
                            taken = true; // so that nothing is left of its place, and of what it was granted
                            return false;
                        }
                    }
                } finally {
                    if (!taken) {
                        place.leave();
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        boolean givesUpUnseen(long deadline) {
            return false;
        }

        void use(String name, long deadline) {
            if (take(name, deadline)) {
                holders++;
                assertThat(holders).as("holders of one turn").isOne();
                served.add(name);
                holders--;
                lock.lock();
                try {
                    turns.release();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** The mistake: whoever finds its time over leaves, whether it was granted the turn or not. */
    private static final class LosingUsers extends Users {
        LosingUsers(Interleavings order) {
            super(order);
        }

        @Override
        boolean givesUpUnseen(long deadline) {
            return waiting.passed(deadline);
        }
    }

    private static Runnable threeOfWhichOneGivesUp(Users users) {
        long soon = users.waiting.now() + 1000;
        users.order.thread("holder", () -> users.use("holder", Waiter.NEVER));
        users.order.thread("hasty", () -> users.use("hasty", soon));
        users.order.thread("patient", () -> users.use("patient", Waiter.NEVER));
        return () -> {
            assertThat(users.served).contains("holder", "patient");
            assertThat(users.turns.taken()).isFalse();
        };
    }

    @Test
    void T6_aTurnThatIsGrantedToOneWhoGivesUpGoesOn() throws InterruptedException {
        int orders = Interleavings.explore(MOST, order -> threeOfWhichOneGivesUp(new Users(order)));
        assertThat(orders).isGreaterThan(1000);
    }

    @Test
    void thisFindsATurnThatIsLost() {
        assertThatThrownBy(() -> Interleavings.explore(MOST, order -> threeOfWhichOneGivesUp(new LosingUsers(order))))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void T6_anInterruptPassesTheTurnOn() throws InterruptedException {
        Interleavings.explore(MOST, order -> {
            Users users = new Users(order);
            order.thread("holder", () -> users.use("holder", Waiter.NEVER));
            order.thread("interrupted", () -> users.use("interrupted", Waiter.NEVER));
            order.thread("patient", () -> users.use("patient", Waiter.NEVER));
            order.thread("interrupter", () -> order.interrupt("interrupted"));
            return () -> {
                assertThat(users.served).contains("holder", "patient");
                assertThat(users.turns.taken()).isFalse();
            };
        });
    }

    @Test
    void C12_aDismissalLosesNoTurn() throws InterruptedException {
        Interleavings.explore(MOST, order -> {
            Users users = new Users(order);
            order.thread("holder", () -> users.use("holder", Waiter.NEVER));
            order.thread("second", () -> users.use("second", Waiter.NEVER));
            order.thread("closer", () -> {
                users.lock.lock();
                try {
                    users.turns.dismiss();
                } finally {
                    users.lock.unlock();
                }
                users.use("closer", Waiter.NEVER);
            });
            return () -> assertThat(users.served).containsExactlyInAnyOrder("holder", "second", "closer");
        });
    }

    @Test
    void T6_whoComesFirstIsServedFirst() throws InterruptedException {
        Interleavings.explore(MOST, order -> {
            Users users = new Users(order);
            for (String name : List.of("a", "b", "c")) {
                order.thread(name, () -> users.use(name, Waiter.NEVER));
            }
            return () -> assertThat(users.served).isEqualTo(users.came);
        });
    }
}
