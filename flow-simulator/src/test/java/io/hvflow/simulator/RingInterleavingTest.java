package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * R2: a ring in every order in which the steps of its writer and its reader can come. Their copies are steps too, as both are
 * made without the guard; whatever else there is happens with it, and so is whole.
 */
class RingInterleavingTest {
    /** Around {@link Ring#SMALL}, so that the content wraps, and grows while it is being read. */
    private static final int[] PUTS = {700, 300, 900};

    private static final int[] TAKES = {500, 600, 800};

    /** Begin, copy, end. */
    private static final int STEPS = 3;

    /** A ring, and what its two threads do with it, a step at a time. */
    private static final class Run {
        final BytePool pool = new BytePool();
        final Ring ring = new Ring(pool);
        final ByteBuffer read = ByteBuffer.allocate(4096);
        int puts;
        int takes;
        int written;
        int taking;
        private ByteBuffer source = ByteBuffer.allocate(0);

        void write() {
            int count = PUTS[puts / STEPS];
            switch (puts++ % STEPS) {
                case 0 -> {
                    ring.beginPut(count);
                    source = ByteBuffer.allocate(count);
                    for (int i = 0; i < count; i++) {
                        source.put(i, expected(written + i));
                    }
                }
                case 1 -> ring.copyIn(source, count);
                default -> {
                    ring.endPut();
                    written += count;
                }
            }
        }

        void read() {
            switch (takes % STEPS) {
                case 0 -> {
                    taking = Math.min(TAKES[takes / STEPS], ring.size());
                    if (taking > 0) {
                        ring.beginTake(taking);
                    }
                }
                case 1 -> {
                    if (taking > 0) {
                        ring.copyOut(read, taking);
                    }
                }
                default -> {
                    if (taking > 0) {
                        ring.endTake();
                    }
                    ring.idle();
                }
            }
            takes++;
        }

        /** Whatever is left, by one reader alone. */
        void readRest() {
            while (ring.size() > 0) {
                int count = ring.size();
                ring.beginTake(count);
                ring.copyOut(read, count);
                ring.endTake();
            }
        }

        static byte expected(int at) {
            return (byte) (at * 7 + (at >> 8));
        }

        void check(String order) {
            assertThat(read.position()).as(order).isEqualTo(written);
            for (int i = 0; i < written; i++) {
                if (read.get(i) != expected(i)) {
                    assertThat(read.get(i))
                            .as("byte %d of %d, in %s", i, written, order)
                            .isEqualTo(expected(i));
                }
            }
        }
    }

    /** All orders of so many steps of each. */
    private static List<String> orders(int writer, int reader) {
        List<String> all = new ArrayList<>();
        add(all, "", writer, reader);
        return all;
    }

    private static void add(List<String> all, String begun, int writer, int reader) {
        if (writer == 0 && reader == 0) {
            all.add(begun);
        }
        if (writer > 0) {
            add(all, begun + 'w', writer - 1, reader);
        }
        if (reader > 0) {
            add(all, begun + 'r', writer, reader - 1);
        }
    }

    private static Run run(String order) {
        Run run = new Run();
        order.chars().forEach(step -> {
            if (step == 'w') {
                run.write();
            } else {
                run.read();
            }
        });
        return run;
    }

    @Test
    void R2_aWriterAndAReaderWhoCopyAtTheSameTimeKeepTheBytesInOrder() {
        List<String> orders = orders(PUTS.length * STEPS, TAKES.length * STEPS);
        assertThat(orders).hasSize(48_620);
        for (String order : orders) {
            Run run = run(order);
            run.readRest();
            run.check(order);
        }
    }

    /** What is copied from or into when all is dropped belongs to nobody else: it does not come out of the pool meanwhile. */
    @Test
    void whatIsCopiedWhileAllIsDroppedIsNotGivenToAnother() {
        for (String order : orders(2 * STEPS, 2 * STEPS)) {
            for (int cut = 0; cut <= order.length(); cut++) {
                Run run = run(order.substring(0, cut));
                run.ring.clear();
                byte[] others = run.pool.take(1024);
                byte[] longer = run.pool.take(2048);
                Arrays.fill(others, (byte) 1);
                Arrays.fill(longer, (byte) 1);
                finish(run);
                assertThat(others).as("%s, cut at %d", order, cut).containsOnly(1);
                assertThat(longer).as("%s, cut at %d", order, cut).containsOnly(1);
            }
        }
    }

    /** Ends the copies that are under way. */
    private static void finish(Run run) {
        while (run.puts % STEPS != 0) {
            run.write();
        }
        while (run.takes % STEPS != 0) {
            run.read();
        }
    }
}
