package io.hvflow.simulator;

import io.hvflow.simulator.Happening.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run remembers of itself: always a hash over all that happened, and on demand the happenings. */
final class Recorder {
    /** More than this nobody reads, and few could be kept at a time. */
    private static final int MOST = 100_000;

    private final boolean keeps;
    private final List<Happening> happenings = new ArrayList<>();
    private final SortedMap<String, Integer> marks = new TreeMap<>();
    private long hash;

    Recorder(boolean keeps) {
        this.keeps = keeps;
    }

    void choice(int bound, int value, long time, int actor) {
        mix(((long) bound << 32) + value);
        mix(time + actor);
    }

    void add(Happening it) {
        mix(it.time().toNanos());
        mix(it.actor().hashCode());
        mix(it.kind().name().hashCode() + (it.connection() << 32));
        mix(it.offset() * 31 + it.bytes());
        mix(it.detail().hashCode());
        if (keeps && happenings.size() < MOST) {
            happenings.add(it);
        }
    }

    /** For what has to do with no connection. */
    void add(Kind kind, long now, Actor actor, String detail) {
        String where = actor.partition().name();
        add(new Happening(Duration.ofNanos(now), actor.name(), where, where, -1, kind, 0, 0, detail));
    }

    /** The end of a run that failed. No part of the hash: what others throw may say something else every time. */
    void failed(Duration time, String actor, String where, String why) {
        if (keeps) {
            happenings.add(new Happening(time, actor, where, where, -1, Kind.FAILED, 0, 0, why));
        }
    }

    void mark(String name) {
        marks.merge(name, 1, Integer::sum);
    }

    SortedMap<String, Integer> marks() {
        return marks;
    }

    long hash() {
        return hash;
    }

    List<Happening> happenings() {
        return happenings;
    }

    private void mix(long value) {
        // The finalizer of MurmurHash3: every bit of what was before and of the value counts.
        long z = hash * 31 + value;
        z = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        hash = z ^ (z >>> 33);
    }
}
