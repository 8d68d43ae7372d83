package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinsTest {
    private static final long STEP = 1000;
    private static final int ALL = (int) (Spins.SPAN / STEP);
    private static final int FEW = (int) (Spins.SOON / STEP);

    private final Spins spins = new Spins();
    private long now = -10 * STEP;

    /** A wait that ends after so many looks, unless the thread blocks before; returns how many there were. */
    private int wait(int most) {
        int looks = 0;
        while (looks < most && spins.more(now)) {
            looks++;
            now += STEP;
        }
        spins.moved();
        return looks;
    }

    private int longWait() {
        return wait(Integer.MAX_VALUE);
    }

    @Test
    void looksGoOnWhileTheySpareBlocking() {
        for (int i = 0; i < 1000; i++) {
            assertThat(wait(FEW)).isEqualTo(FEW);
        }
    }

    @Test
    void answersThatAreLateAllTheTimeAreMostlyWaitedForAsleep() {
        int waits = 10_000;
        int looked = 0;
        for (int i = 0; i < waits; i++) {
            looked += wait(ALL) > 0 ? 1 : 0;
        }
        assertThat(looked).isBetween(waits / 100, waits / 5);
    }

    @Test
    void aPeerThatLooksOnceInManyWaitsIsFound() {
        for (int i = 0; i < 100; i++) {
            for (int late = 0; late < Spins.LATE; late++) {
                assertThat(wait(ALL)).isEqualTo(ALL);
            }
            assertThat(wait(1)).isEqualTo(1);
        }
    }

    @Test
    void aWaitBlocksInTheEndAndThenLooksNoMore() {
        while (spins.more(now)) {
            now += STEP;
        }
        assertThat(spins.more(now)).isFalse();
    }

    @Test
    void looksInVainBecomeRare() {
        int waits = 10_000;
        int looks = 0;
        for (int i = 0; i < waits; i++) {
            looks += longWait();
        }
        assertThat(looks).isBetween(waits / 100 * ALL, waits / 50 * ALL);
    }

    @Test
    void looksComeBackOnceTheyPay() {
        for (int i = 0; i < 1000; i++) {
            longWait();
        }
        int skipped = 0;
        while (wait(1) == 0) {
            skipped++;
            assertThat(skipped).isLessThanOrEqualTo(Spins.MOST_SKIPPED);
        }
        assertThat(wait(ALL)).isEqualTo(ALL);
    }

    @Test
    void bytesThatMoveWithoutAWaitChangeNothing() {
        assertThat(longWait()).isEqualTo(ALL);
        int skipped = 0;
        while (longWait() == 0) {
            skipped++;
            for (int i = 0; i < 100; i++) {
                spins.moved();
            }
        }
        assertThat(skipped).isEqualTo(3);
    }
}
