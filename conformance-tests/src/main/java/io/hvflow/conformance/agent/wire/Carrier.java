package io.hvflow.conformance.agent.wire;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/** A pair of byte streams to an agent, whatever carries them. */
public interface Carrier extends Closeable {
    InputStream in();

    OutputStream out();

    /** Releases whoever is blocked in the streams; may be called by any thread, and again. */
    @Override
    void close();

    /** What is known of why the streams ended, after a comma; empty if nothing is. */
    default String ended() {
        return "";
    }
}
