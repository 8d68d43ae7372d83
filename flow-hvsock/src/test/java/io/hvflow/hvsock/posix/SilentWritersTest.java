package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.hvsock.OpenDescriptors;
import io.hvflow.hvsock.Sockets;
import io.hvflow.hvsock.ThreadKind;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A full socket of a family that may not tell its writers to look again: here nothing ever happens that could tell them. */
class SilentWritersTest {
    private OpenDescriptors before;
    private Sockets sockets;
    private StreamSocket silent;
    private StreamSocket far;

    @BeforeEach
    void open() throws IOException {
        before = OpenDescriptors.now();
        sockets = Sockets.open();
        List<StreamSocket> pair = sockets.pair(new MuteFamily(SocketQuirks.VSOCK));
        silent = pair.getFirst();
        far = pair.getLast();
        Sockets.fill(silent);
    }

    @AfterEach
    void close() {
        silent.close();
        far.close();
        sockets.close();
        before.awaitNoneAdded();
    }

    @ParameterizedTest
    @EnumSource
    void writerLooksAgainByItself(ThreadKind kind) throws Exception {
        Waiter waiter = silent.waiting().waiter(Readiness.WRITABLE);
        Thread writer = kind.start(() -> {
            for (int i = 0; i < 8; i++) {
                waiter.await(Waiter.NEVER);
            }
        });

        assertThat(writer.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void actionLooksAgainByItself() throws Exception {
        CountDownLatch looks = new CountDownLatch(5);
        silent.waiting().whenWritable(new Runnable() {
            @Override
            public void run() {
                looks.countDown();
                if (looks.getCount() > 0) {
                    silent.waiting().whenWritable(this);
                }
            }
        });

        assertThat(looks.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
