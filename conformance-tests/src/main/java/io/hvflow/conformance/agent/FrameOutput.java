package io.hvflow.conformance.agent;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Writes frames whole; any thread may, and one that writes much lets others in between its frames. */
final class FrameOutput {
    private final OutputStream out;
    private final Lock lock = new ReentrantLock(true);

    FrameOutput(OutputStream out) {
        this.out = new BufferedOutputStream(out, Protocol.MAX_FRAME);
    }

    void hello() throws IOException {
        send(Protocol.hello());
    }

    void send(List<byte[]> frames) throws IOException {
        for (byte[] frame : frames) {
            send(frame);
        }
    }

    void send(byte[] frame) throws IOException {
        lock.lock();
        try {
            out.write(frame);
            out.flush();
        } finally {
            lock.unlock();
        }
    }
}
