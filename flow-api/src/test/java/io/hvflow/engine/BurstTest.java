package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import org.junit.jupiter.api.Test;

class BurstTest {
    private static final long NEAR = 1_000;
    private static final long FAR = 100_000;

    private long now = FAR;

    private final Burst burst = new Burst(new Waiting() {
        @Override
        public long now() {
            return now;
        }

        @Override
        public Waiter waiter(Readiness readiness) {
            throw new AssertionError("a burst waits for nothing");
        }

        @Override
        public void whenWritable(Runnable action) {
            throw new AssertionError("a burst leaves nothing to anybody");
        }
    });

    private boolean batchesAfter(long pause) {
        now += pause;
        return burst.batches();
    }

    private void begin() {
        for (int i = 0; i < 10 && !burst.on(); i++) {
            batchesAfter(NEAR);
        }
        assertThat(burst.on()).isTrue();
        for (int i = 0; i < 10; i++) {
            burst.joined();
        }
    }

    @Test
    void writesThatComeCloseTogetherAreABurst() {
        assertThat(batchesAfter(FAR)).isFalse();
        assertThat(batchesAfter(NEAR)).isFalse();
        begin();
    }

    @Test
    void aWriteAfterAPauseIsALoneOne() {
        begin();
        assertThat(batchesAfter(FAR)).isFalse();
    }

    @Test
    void aBurstThatTakesLongToFillAMessageGoesOnBehindIt() {
        begin();
        now += FAR;
        burst.sent();
        assertThat(batchesAfter(NEAR)).isTrue();
    }

    @Test
    void aWriteLongAfterAWholeMessageIsALoneOne() {
        begin();
        burst.sent();
        assertThat(batchesAfter(FAR)).isFalse();
    }

    @Test
    void batchesOfFewWritesEndTheBatchingForAWhile() {
        begin();
        batchesAfter(NEAR);
        burst.joined();
        for (int i = 0; i < 50; i++) {
            assertThat(batchesAfter(NEAR)).isFalse();
        }
    }
}
