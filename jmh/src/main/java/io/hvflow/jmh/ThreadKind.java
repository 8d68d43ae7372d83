package io.hvflow.jmh;

import java.util.Locale;

/** The two kinds of threads that a stream can be used from. */
enum ThreadKind {
    PLATFORM,
    VIRTUAL;

    /** For people. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ThreadKind current() {
        return Thread.currentThread().isVirtual() ? VIRTUAL : PLATFORM;
    }

    Thread start(String name, Runnable body) {
        return switch (this) {
            case PLATFORM -> Thread.ofPlatform().name(name).daemon().start(body);
            case VIRTUAL -> Thread.ofVirtual().name(name).start(body);
        };
    }
}
