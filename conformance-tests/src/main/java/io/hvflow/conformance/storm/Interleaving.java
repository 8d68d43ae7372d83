package io.hvflow.conformance.storm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether what several readers got can be what several writers wrote: some order of the writes and some order of the reads, neither
 * against what is known to have been earlier, in which the bytes are the same. Each byte has the number of its write in the
 * upper half and its place there, modulo 16, in the lower.
 */
final class Interleaving {
    /** How many writes there may be. */
    static final int WRITES = 16;

    private final List<StormCall> writes;
    private final List<List<StormCall>> readers;
    private final Set<State> tried = new HashSet<>();
    private State farthest;

    /** How many reads of each reader have been used, the write that is being read and how far, and the writes begun. */
    private record State(List<Integer> used, int write, long place, int begun) {
        long total() {
            return used.stream().mapToInt(Integer::intValue).sum();
        }
    }

    /**
     * Makes one.
     *
     * @param writes each with its number, and of at most {@value #WRITES}
     * @param readers the reads that brought bytes, in the order in which each reader made them
     */
    Interleaving(List<StormCall> writes, List<List<StormCall>> readers) {
        this.writes = writes.stream().filter(it -> it.moved > 0).toList();
        this.readers = readers;
        farthest = start();
    }

    static byte tag(int write, long place) {
        return (byte) (write << 4 | (int) (place & 15));
    }

    private State start() {
        return new State(readers.stream().map(it -> 0).toList(), -1, 0, 0);
    }

    /** What is wrong; empty if there is an order. */
    Optional<String> mistake() {
        if (search(start())) {
            return Optional.empty();
        }
        List<String> next = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            int used = farthest.used().get(i);
            if (used < readers.get(i).size()) {
                StormCall read = readers.get(i).get(used);
                next.add(String.format(
                        Locale.ROOT,
                        "%s begins with byte %d of write %d",
                        read,
                        read.bytes[0] & 15,
                        (read.bytes[0] & 0xff) >> 4));
            }
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "no order of the writes %s gives what was read: after %d reads, in the middle of byte %d of write %d, %s",
                writes,
                farthest.total(),
                farthest.place(),
                farthest.write(),
                next));
    }

    private boolean search(State state) {
        if (!tried.add(state)) {
            return false;
        }
        if (state.total() > farthest.total()) {
            farthest = state;
        }
        boolean left = false;
        for (int reader = 0; reader < readers.size(); reader++) {
            StormCall read = next(state, reader);
            left |= read != null;
            if (read != null && mayBeNext(state, read)) {
                State after = after(state, reader, read);
                if (after != null && search(after)) {
                    return true;
                }
            }
        }
        return !left;
    }

    private @Nullable StormCall next(State state, int reader) {
        int used = state.used().get(reader);
        return used < readers.get(reader).size() ? readers.get(reader).get(used) : null;
    }

    private boolean mayBeNext(State state, StormCall read) {
        for (int other = 0; other < readers.size(); other++) {
            StormCall pending = next(state, other);
            if (pending != null && pending.before(read)) {
                return false;
            }
        }
        return true;
    }

    /** Where the stream is once that read has taken its bytes; null if it could not. */
    private @Nullable State after(State state, int reader, StormCall read) {
        int write = state.write();
        long place = state.place();
        int begun = state.begun();
        for (byte one : read.bytes) {
            int number = (one & 0xff) >> 4;
            if (write < 0 || place == accepted(write)) {
                if ((begun & 1 << number) != 0 || !mayBegin(number, begun)) {
                    return null;
                }
                write = number;
                place = 0;
                begun |= 1 << number;
            }
            if (one != tag(write, place)) {
                return null;
            }
            place++;
        }
        List<Integer> used = new ArrayList<>(state.used());
        used.set(reader, used.get(reader) + 1);
        return new State(List.copyOf(used), write, place, begun);
    }

    private long accepted(int number) {
        return writes.stream()
                .filter(it -> it.number == number)
                .mapToLong(it -> it.moved)
                .sum();
    }

    /** Whether every write that had returned before that one was made has been begun: then it is complete, too. */
    private boolean mayBegin(int number, int begun) {
        return writes.stream()
                .filter(it -> it.number == number)
                .anyMatch(it ->
                        writes.stream().allMatch(other -> (begun & 1 << other.number) != 0 || !other.before(it)));
    }
}
