package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Memory;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** The write of several buffers, and writes of several threads. */
final class GatheringChecks {
    private static final int WRITERS = 4;

    private GatheringChecks() {}

    static List<Rule> rules() {
        return List.of(Rule.of("W3", GatheringChecks::gathers).onBothThreadKinds());
    }

    private static void gathers(Trial trial) throws Exception {
        likeOneWrite(trial);
        nothingBetween(trial);
    }

    private static void likeOneWrite(Trial trial) throws Exception {
        Arbitrary<Cut> cut = Combinators.combine(Arbitraries.integers().between(0, 3000), Arbitraries.of(Memory.class))
                .as(Cut::new);
        Arbitrary<List<Cut>> cuts = cut.list().ofMaxSize(30);
        trial.forAll(Combinators.combine(cuts, Arbitraries.of(100, 262_144)).as(Gather::new), gather -> {
            for (Direction direction : Direction.each(trial, trial.options().bufferSize(gather.bufferSize()))) {
                gather.run(trial, direction);
            }
        });
    }

    /** One of several buffers. */
    private record Cut(int size, Memory memory) {}

    /** One gathering write. */
    private record Gather(List<Cut> cuts, int bufferSize) {

        void run(Trial trial, Direction direction) throws Exception {
            int total = cuts.stream().mapToInt(Cut::size).sum();
            ByteBuffer whole = direction.next(total);
            List<ByteBuffer> srcs = new ArrayList<>();
            for (Cut cut : cuts) {
                ByteBuffer src = cut.memory().allocate(cut.size() + 5).position(5);
                src.put(whole.slice(whole.position(), cut.size())).position(5);
                whole.position(whole.position() + cut.size());
                srcs.add(src);
            }
            Task<Boolean> write =
                    trial.launch("writev", () -> direction.writer().writev(srcs));
            direction.read(total);
            write.join();
            direction.accepted(total);
            trial.check(srcs.stream().noneMatch(ByteBuffer::hasRemaining), "writev left bytes of a buffer");
            direction.write(1);
            direction.catchUp();
        }
    }

    /** Records larger than the buffer, so that each waits half-way; every record is one writer's number over and over. */
    private static void nothingBetween(Trial trial) throws Exception {
        int records = 30;
        int size = 3000;
        for (Direction direction :
                Direction.each(trial, trial.options().bufferSize(1000).windowSize(4096))) {
            List<Task<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                byte mark = (byte) (writer + 1);
                writers.add(trial.launch("writer " + mark, () -> {
                    for (int i = 0; i < records; i++) {
                        write(direction.writer(), WriteCall.inTurn(mark + i), mark, size);
                    }
                }));
            }
            int[] counts = new int[WRITERS + 1];
            for (int i = 0; i < WRITERS * records; i++) {
                byte mark = record(trial, direction.reader(), size);
                counts[mark]++;
            }
            for (int writer = 1; writer <= WRITERS; writer++) {
                trial.check(counts[writer] == records, "%d records of writer %d came", counts[writer], writer);
            }
            for (Task<Boolean> writer : writers) {
                writer.join();
            }
        }
    }

    private static void write(Flow flow, WriteCall call, byte mark, int size) throws Exception {
        byte[] bytes = new byte[size];
        java.util.Arrays.fill(bytes, mark);
        call.to(flow, ByteBuffer.wrap(bytes));
    }

    private static byte record(Trial trial, Flow reader, int size) throws Exception {
        ByteBuffer dst = ByteBuffer.allocate(size);
        while (dst.hasRemaining()) {
            trial.check(reader.read(dst) != -1, "end of stream before the peer had ended it");
        }
        byte mark = dst.get(0);
        trial.check(mark >= 1 && mark <= WRITERS, "no writer wrote the byte %d", mark);
        for (int i = 1; i < size; i++) {
            trial.check(dst.get(i) == mark, "byte %d of a write of writer %d is writer %d's", i, mark, dst.get(i));
        }
        return mark;
    }
}
