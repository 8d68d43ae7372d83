package io.hvflow.jmh;

import java.io.Closeable;
import java.io.IOException;

/** A listener of some transport. */
interface Listening extends Closeable {
    /** Makes one more connection, and accepts it. */
    Duplex.Pair connected() throws IOException;
}
