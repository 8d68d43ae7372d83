package io.hvflow.conformance.agent.wire;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Writes frames whole; any thread may, and one that writes much lets others in between its frames. */
public final class FrameOutput {
    private final OutputStream out;
    private final Lock lock = new ReentrantLock(true);

    public FrameOutput(OutputStream out) {
        this.out = new BufferedOutputStream(out, Protocol.MAX_FRAME);
    }

    public void hello(byte[] token) throws IOException {
        send(Protocol.hello(token));
    }

    /** Sends data frame by frame, so that no more than one of them is made at a time. */
    public void data(int id, ByteBuffer bytes) throws IOException {
        ByteBuffer left = bytes.duplicate();
        while (left.hasRemaining()) {
            send(Frames.nextData(id, left));
        }
    }

    public void send(byte[] frame) throws IOException {
        lock.lock();
        try {
            out.write(frame);
            out.flush();
        } finally {
            lock.unlock();
        }
    }
}
