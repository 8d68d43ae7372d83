package io.hvflow.simulator.example;

import io.hvflow.Flow;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Passes everything from either flow to the other, with one thread for both directions. That is its bug. */
final class OneThreadProxy {
    private OneThreadProxy() {}

    static void run(Flow a, Flow b) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(500);
        boolean fromA = true;
        boolean fromB = true;
        while (fromA || fromB) {
            fromA = fromA && pass(a, b, buffer);
            fromB = fromB && pass(b, a, buffer);
        }
    }

    private static boolean pass(Flow from, Flow to, ByteBuffer buffer) throws IOException {
        if (from.read(buffer.clear()) < 0) {
            to.shutdownWrite();
            return false;
        }
        to.write(buffer.flip()); // while this waits for one end to read, nobody reads from it
        return true;
    }
}
