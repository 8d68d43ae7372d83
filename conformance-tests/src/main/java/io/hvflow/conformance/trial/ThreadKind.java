package io.hvflow.conformance.trial;

import java.util.Locale;

/** The two kinds of threads that a flow's calls may come from. */
public enum ThreadKind {
    PLATFORM,
    VIRTUAL;

    public Thread start(String name, Runnable body) {
        return switch (this) {
            case PLATFORM -> Thread.ofPlatform().name(name).daemon().start(body);
            case VIRTUAL -> Thread.ofVirtual().name(name).start(body);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
