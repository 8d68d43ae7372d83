package io.hvflow.conformance.agent;

import io.hvflow.conformance.agent.wire.FieldReader;
import io.hvflow.conformance.agent.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request that waits for its reply. The thread that reads the control channel fills it, the caller waits. */
final class Call {
    private final int maxData;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final CountDownLatch done = new CountDownLatch(1);

    // Written before done is counted down, and read after.
    private @Nullable Reply reply;
    private @Nullable String lost;

    /** What a reply says. */
    record Reply(boolean done, boolean interrupted, FieldReader fields) {}

    Call(int maxData) {
        this.maxData = maxData;
    }

    void data(ByteBuffer bytes) throws ProtocolException {
        if (bytes.remaining() > maxData - data.size()) {
            throw new ProtocolException("more than the " + maxData + " bytes came that a request asked for");
        }
        data.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    void done(Reply value) {
        reply = value;
        done.countDown();
    }

    /** Says that no reply will come. */
    void lost(String why) {
        lost = why;
        done.countDown();
    }

    void await() throws InterruptedException {
        done.await();
    }

    boolean await(long nanos) throws InterruptedException {
        return done.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** The reply, once the wait is over; null if none will come. */
    @Nullable
    Reply reply() {
        return reply;
    }

    @Nullable
    String lost() {
        return lost;
    }

    ByteBuffer data() {
        return ByteBuffer.wrap(data.toByteArray());
    }
}
