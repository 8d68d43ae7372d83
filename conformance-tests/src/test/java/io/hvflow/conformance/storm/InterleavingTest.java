package io.hvflow.conformance.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.storm.Storm.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InterleavingTest {
    /** A call that was made and returned at these times. */
    private static StormCall call(int lane, Kind kind, long begin, long end) {
        StormCall call = new StormCall(lane, true, kind, 0, begin, 0);
        call.end = end;
        call.ended = true;
        return call;
    }

    private static StormCall write(int number, long accepted, long begin, long end) {
        StormCall call = call(number, Kind.WRITE, begin, end);
        call.number = number;
        call.moved = accepted;
        return call;
    }

    private static StormCall read(int lane, long begin, long end, byte... bytes) {
        StormCall call = call(lane, Kind.READ, begin, end);
        call.bytes = bytes;
        call.moved = bytes.length;
        return call;
    }

    /** Pieces of writes: number, first place, count. */
    private static byte[] bytes(int... pieces) {
        List<Byte> all = new ArrayList<>();
        for (int i = 0; i < pieces.length; i += 3) {
            for (int place = pieces[i + 1]; place < pieces[i + 1] + pieces[i + 2]; place++) {
                all.add(Interleaving.tag(pieces[i], place));
            }
        }
        byte[] bytes = new byte[all.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = all.get(i);
        }
        return bytes;
    }

    private static void assertRight(List<StormCall> writes, List<List<StormCall>> readers) {
        assertThat(new Interleaving(writes, readers).mistake()).isEmpty();
    }

    private static void assertWrong(List<StormCall> writes, List<List<StormCall>> readers) {
        assertThat(new Interleaving(writes, readers).mistake()).isPresent();
    }

    @Test
    void whatSeveralReadersGotMayBeInAnyOrderThatTheirTimesAllow() {
        List<StormCall> writes = List.of(write(0, 20, 1, 10), write(1, 5, 2, 11));
        List<StormCall> one = List.of(read(7, 3, 20, bytes(0, 10, 10)));
        List<StormCall> other = List.of(read(8, 4, 21, bytes(1, 0, 5, 0, 0, 10)));

        assertRight(writes, List.of(one, other));
        assertWrong(
                writes,
                List.of(List.of(read(7, 3, 4, bytes(0, 10, 10))), List.of(read(8, 5, 21, bytes(1, 0, 5, 0, 0, 10)))));
    }

    @Test
    void bytesThatAreLostRepeatedOrSwappedAreSeen() {
        List<StormCall> writes = List.of(write(0, 20, 1, 10), write(1, 5, 11, 12));

        assertRight(writes, List.of(List.of(read(7, 3, 20, bytes(0, 0, 20, 1, 0, 5)))));
        assertRight(writes, List.of(List.of(read(7, 3, 20, bytes(0, 0, 7)))));
        assertWrong(writes, List.of(List.of(read(7, 3, 20, bytes(0, 0, 19, 1, 0, 5)))));
        assertWrong(writes, List.of(List.of(read(7, 3, 20, bytes(0, 0, 20, 0, 20, 1)))));
        assertWrong(writes, List.of(List.of(read(7, 3, 20, bytes(0, 0, 5, 1, 0, 5, 0, 5, 15)))));
        assertWrong(writes, List.of(List.of(read(7, 3, 20, bytes(1, 0, 5, 0, 0, 20)))));
        assertWrong(writes, List.of(List.of(read(7, 3, 20, bytes(0, 1, 19)))));
        assertWrong(writes, List.of(List.of(read(7, 3, 20, bytes(1, 0, 5)))));
    }

    @Test
    void aStreamThatIsCutForManyReadersIsFoundAgain() {
        for (int round = 0; round < 200; round++) {
            SplittableRandom random = new SplittableRandom(round);
            List<StormCall> writes = new ArrayList<>();
            List<Integer> pieces = new ArrayList<>();
            for (int number = 0; number < Interleaving.WRITES; number++) {
                int count = random.nextInt(0, 40);
                writes.add(write(number, count, 1, 1000));
                pieces.addAll(List.of(number, 0, count));
            }
            byte[] stream = bytes(pieces.stream().mapToInt(Integer::intValue).toArray());
            List<List<StormCall>> readers = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            long time = 1;
            for (int at = 0; at < stream.length; ) {
                int count = Math.min(stream.length - at, random.nextInt(1, 30));
                byte[] piece = java.util.Arrays.copyOfRange(stream, at, at + count);
                int reader = random.nextInt(readers.size());
                // Each may have begun a little earlier, and returned a little later.
                readers.get(reader).add(read(reader, time - random.nextInt(15), time + random.nextInt(15), piece));
                time += 10;
                at += count;
            }
            assertRight(writes, readers);
        }
    }
}
