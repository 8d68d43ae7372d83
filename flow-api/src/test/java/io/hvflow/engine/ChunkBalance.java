package io.hvflow.engine;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Whether the chunks that were taken from the pool since this was made are back, each of them once. */
final class ChunkBalance {
    /** More than any test has in use at once. The pool is a stack: those that are taken first are the ones that count. */
    private static final int COUNT = 64;

    private final Set<Chunk> before = top();

    private static Set<Chunk> top() {
        Set<Chunk> chunks = Collections.newSetFromMap(new IdentityHashMap<>());
        Chunk[] taken = new Chunk[COUNT];
        for (int i = 0; i < COUNT; i++) {
            taken[i] = Chunk.take();
            chunks.add(taken[i]);
        }
        for (Chunk chunk : chunks) {
            chunk.release();
        }
        return chunks;
    }

    /** What is wrong, after a moment for the threads that are about to give chunks back. */
    Optional<String> missing() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            Set<Chunk> now = top();
            if (now.size() < COUNT) {
                return Optional.of(COUNT - now.size() + " chunks were given back twice");
            }
            int back = 0;
            for (Chunk chunk : now) {
                back += before.contains(chunk) ? 1 : 0;
            }
            if (back == COUNT) {
                return Optional.empty();
            }
            if (System.nanoTime() - deadline > 0) {
                return Optional.of(COUNT - back + " chunks were not given back");
            }
            Thread.sleep(1);
        }
    }
}
