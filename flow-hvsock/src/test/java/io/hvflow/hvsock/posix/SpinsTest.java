package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinsTest {
    private final Spins spins = new Spins();

    /** A wait that ends before the thread blocks, after at most so many looks; returns how many there were. */
    private int shortWait(int most) {
        int looks = 0;
        while (looks < most && spins.more()) {
            looks++;
        }
        spins.moved();
        return looks;
    }

    /** A wait that ends only after the thread has blocked; returns how many looks there were before. */
    private int longWait() {
        int looks = 0;
        while (spins.more()) {
            looks++;
            assertThat(looks).isLessThanOrEqualTo(Spins.LOOKS);
        }
        spins.moved();
        return looks;
    }

    @Test
    void looksGoOnWhileTheySpareBlocking() {
        for (int i = 0; i < 1000; i++) {
            assertThat(shortWait(Spins.LOOKS)).isEqualTo(Spins.LOOKS);
        }
    }

    @Test
    void aWaitBlocksInTheEnd() {
        assertThat(longWait()).isEqualTo(Spins.LOOKS);
    }

    @Test
    void looksInVainBecomeRare() {
        int looks = 0;
        for (int i = 0; i < 10_000; i++) {
            looks += longWait();
        }
        assertThat(looks).isLessThan((10_000 / Spins.MOST_SKIPPED + 10) * Spins.LOOKS);
    }

    @Test
    void looksComeBackOnceTheyPay() {
        for (int i = 0; i < 10_000; i++) {
            longWait();
        }
        int waits = 0;
        while (shortWait(1) == 0) {
            longWait();
            waits++;
            assertThat(waits).isLessThanOrEqualTo(Spins.MOST_SKIPPED);
        }
        assertThat(shortWait(Spins.LOOKS)).isEqualTo(Spins.LOOKS);
    }

    @Test
    void bytesThatMoveWithoutAWaitChangeNothing() {
        for (int i = 0; i < 100; i++) {
            spins.moved();
        }
        assertThat(longWait()).isEqualTo(Spins.LOOKS);
        int looks = longWait();
        for (int i = 0; i < 100; i++) {
            spins.moved();
        }
        assertThat(looks).isZero();
        assertThat(longWait()).isEqualTo(Spins.LOOKS);
    }
}
