package io.hvflow.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A transport that does wrong is found out, rather than measured or waited for. */
class CheckTest {
    private static final Reading CHANGED = (end, dst) -> {
        int n = end.read(dst);
        if (n > 0) {
            int last = dst.position() - 1;
            dst.put(last, (byte) ~dst.get(last));
        }
        return n;
    };
    private static final Reading BROKEN = (end, dst) -> {
        throw new IOException("broken on purpose");
    };
    private static final Reading ENDED = (end, dst) -> -1;

    @Test
    void oneWayFindsAByteThatWasChanged() throws Exception {
        assertThatThrownBy(oneWay(CHANGED)::check).hasStackTraceContaining("is not what was written there");
    }

    @Test
    void oneWayFailsAsItsReaderFails() throws Exception {
        assertThatThrownBy(oneWay(BROKEN)::batch).hasStackTraceContaining("broken on purpose");
    }

    @Test
    void oneWayFailsWhereTheStreamEndsEarly() throws Exception {
        assertThatThrownBy(oneWay(ENDED)::batch).isInstanceOf(IOException.class);
    }

    @Test
    void oneWayIsInterruptedWhereTheReaderHangs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        OneWay stream = oneWay((end, dst) -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            return -1;
        });
        Benchmarks benchmarks = new PlatformThreads();
        benchmarks.watch(100);
        assertThatThrownBy(() -> benchmarks.oneWay(stream)).isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
        never.countDown();
        benchmarks.unwatch();
        benchmarks.stopWatching();
    }

    @Test
    void roundTripFindsAByteThatWasChanged() throws Exception {
        assertThatThrownBy(roundTrip(CHANGED)::check).hasMessageContaining("is not what was written there");
    }

    @Test
    void roundTripFailsAsItsEchoFails() throws Exception {
        assertThatThrownBy(roundTrip(BROKEN)::trip).hasStackTraceContaining("broken on purpose");
    }

    @Test
    void roundTripFailsWhereTheStreamEndsEarly() throws Exception {
        assertThatThrownBy(roundTrip(ENDED)::trip).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 4096, 65536, 1 << 20})
    void payloadDiffersAtADistanceOfAPowerOfTwo(int distance) {
        Payload expected = new Payload(64);
        Payload sent = new Payload(64);
        for (long position = 0; position < 200_000; position += 977) {
            long here = position;
            expected.check(sent.at(here, 64), here);
            assertThatThrownBy(() -> expected.check(sent.at(here + distance, 64), here))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static OneWay oneWay(Reading reading) throws IOException {
        OneWay stream = new OneWay();
        stream.size = 4096;
        stream.open(tampered(reading));
        return stream;
    }

    private static RoundTrip roundTrip(Reading reading) throws IOException {
        RoundTrip stream = new RoundTrip();
        stream.size = 64;
        stream.open(tampered(reading));
        return stream;
    }

    private static Duplex.Pair tampered(Reading reading) throws IOException {
        Duplex.Pair pair = Transport.JDK_UNIX.open();
        return new Duplex.Pair(pair.near(), new Tampered(pair.far(), reading));
    }

    private interface Reading {
        int read(Duplex end, ByteBuffer dst) throws IOException;
    }

    private record Tampered(Duplex end, Reading reading) implements Duplex {
        @Override
        public int read(ByteBuffer dst) throws IOException {
            return reading.read(end, dst);
        }

        @Override
        public void write(ByteBuffer src) throws IOException {
            end.write(src);
        }

        @Override
        public void close() throws IOException {
            end.close();
        }

        @Override
        public void abort() throws IOException {
            end.abort();
        }
    }
}
