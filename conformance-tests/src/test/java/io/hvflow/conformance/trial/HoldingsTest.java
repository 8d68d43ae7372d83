package io.hvflow.conformance.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hvflow.conformance.Fixture;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class HoldingsTest {
    private final Trial trial = new Trial(
            Fixture.target(),
            Rule.of("C7", ignored -> {}),
            ThreadKind.PLATFORM,
            Fixture.SETTINGS.patience(Duration.ofMillis(500)));

    @Test
    void nothingMoreIsNoFailure() throws Exception {
        Holdings.now().awaitNoMore(trial);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDescriptorThatIsLeftIsTold() throws Exception {
        close(Pipe.open()); // the JDK keeps something of its first
        Holdings before = Holdings.now();
        Pipe pipe = Pipe.open();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> before.awaitNoMore(trial))
                .withMessageContaining("2 x pipe");
        close(pipe);
        before.awaitNoMore(trial);
    }

    private static void close(Pipe pipe) throws IOException {
        pipe.sink().close();
        pipe.source().close();
    }

    @Test
    void aThreadThatIsLeftIsTold() throws Exception {
        Holdings before = Holdings.now();
        CountDownLatch end = new CountDownLatch(1);
        Thread left = Thread.ofPlatform().name("left over").start(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> before.awaitNoMore(trial))
                .withMessageContaining("left over");
        end.countDown();
        left.join();
        before.awaitNoMore(trial);
        assertThat(left.isAlive()).isFalse();
    }
}
