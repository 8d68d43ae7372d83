package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.spi.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every interleaving here is made by hand: the lock is held all the time, and nobody really waits. A test's thread keeps the lock to its end. */
@Timeout(30)
class TurnsTest {
    private final ReentrantLock lock = new ReentrantLock();
    private final Turns turns = new Turns(lock, new TestWaiting(() -> {}));

    private void hold() {
        lock.lock();
        assertThat(turns.tryTake()).isTrue();
    }

    private List<Turns.Place> three() {
        hold();
        return List.of(turns.join(), turns.join(), turns.join());
    }

    @Test
    void T6_theTurnGoesToTheOneThatCameFirst() {
        List<Turns.Place> places = three();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            turns.release();
            for (int place = 0; place < 3; place++) {
                if (places.get(place).granted() && !order.contains(place)) {
                    order.add(place);
                }
            }
        }
        assertThat(order).containsExactly(0, 1, 2);
        turns.release();
        assertThat(turns.taken()).isFalse();
    }

    @Test
    void T6_aTurnThatItsReceiverDoesNotTakeGoesOnToTheNext() {
        List<Turns.Place> places = three();
        turns.release();
        assertThat(places.get(0).granted()).isTrue();
        places.get(0).leave();
        assertThat(places.get(1).granted()).isTrue();
        assertThat(places.get(2).granted()).isFalse();
    }

    @Test
    void T6_theLastOneThatDoesNotTakeItsTurnLeavesItFree() {
        hold();
        Turns.Place only = turns.join();
        turns.release();
        only.leave();
        assertThat(turns.taken()).isFalse();
        assertThat(turns.tryTake()).isTrue();
    }

    @Test
    void T6_whoeverGivesUpInTheMiddleLeavesTheOthersTheirOrder() {
        List<Turns.Place> places = three();
        places.get(1).leave();
        turns.release();
        assertThat(places.get(0).granted()).isTrue();
        turns.release();
        assertThat(places.get(2).granted()).isTrue();
    }

    @Test
    void T6_aDismissalTakesNobodysPlace() {
        List<Turns.Place> places = three();
        turns.dismiss();
        turns.release();
        assertThat(places.get(0).granted()).isTrue();
        places.get(0).leave();
        assertThat(places.get(1).granted()).isTrue();
    }

    @Test
    void T6_aDismissedPlaceReturnsFromItsWait() {
        hold();
        Turns.Place place = turns.join();
        turns.dismiss();
        place.await(Waiter.NEVER);
        assertThat(place.granted()).isFalse();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
    }
}
