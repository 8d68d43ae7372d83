package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTest {
    private static final class Piece extends Pool.Piece<Piece> {
        final AtomicInteger holders = new AtomicInteger();
    }

    @Test
    void whatIsGivenBackIsTakenAgain() {
        AtomicInteger made = new AtomicInteger();
        Pool<Piece> pool = new Pool<>(() -> {
            made.incrementAndGet();
            return new Piece();
        });

        for (int i = 0; i < 1000; i++) {
            pool.give(pool.take());
        }

        assertThat(made).hasValue(1);
    }

    @Test
    void asManyAreMadeAsAreOutAtOnce() {
        AtomicInteger made = new AtomicInteger();
        Pool<Piece> pool = new Pool<>(() -> {
            made.incrementAndGet();
            return new Piece();
        });

        for (int round = 0; round < 3; round++) {
            List<Piece> out = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                out.add(pool.take());
            }
            assertThat(new HashSet<>(out)).hasSize(100);
            out.forEach(pool::give);
        }

        assertThat(made).hasValue(100);
    }

    /** With fewer slots than threads, most pieces pass through the list below them too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void noPieceHasTwoHolders(int slots) throws Exception {
        Pool<Piece> pool = new Pool<>(Piece::new, slots);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> shared = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                shared.add(threads.submit(() -> {
                    int twice = 0;
                    for (int i = 0; i < 20_000; i++) {
                        Piece piece = pool.take();
                        twice += piece.holders.incrementAndGet() == 1 ? 0 : 1;
                        piece.holders.decrementAndGet();
                        pool.give(piece);
                    }
                    return twice;
                }));
            }
            for (Future<Integer> count : shared) {
                assertThat(count.get()).isZero();
            }
        }
    }
}
