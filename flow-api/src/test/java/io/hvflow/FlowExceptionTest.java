package io.hvflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowExceptionTest {
    private static final FlowAddress ADDRESS = FlowAddress.parse("vsock://any:80");
    private static final NativeError ERROR = new NativeError("ECONNRESET", 104);

    @Test
    void messageSaysWhatWasAttemptedWhereAndWhatTheSystemSaid() {
        assertThat(new FlowException("connect", ADDRESS, "nobody listens", ERROR))
                .isInstanceOf(IOException.class)
                .hasMessage("connect vsock://:80: nobody listens (ECONNRESET 104)");
    }

    @Test
    void messageLeavesOutWhatIsNotKnown() {
        assertThat(new FlowException("connect", ADDRESS, "nobody listens"))
                .hasMessage("connect vsock://:80: nobody listens");
        assertThat(new FlowException("read", null, "the stream broke", ERROR))
                .hasMessage("read: the stream broke (ECONNRESET 104)");
        assertThat(new FlowException("read", null, "the stream broke")).hasMessage("read: the stream broke");
    }

    @Test
    void everyKindTellsTheSame() {
        List<FlowException> kinds = List.of(
                new FlowException("connect", ADDRESS, "why", ERROR),
                new FlowAddressException("connect", ADDRESS, "why", ERROR),
                new FlowClosedException("connect", ADDRESS, "why", ERROR),
                new FlowRefusedException("connect", ADDRESS, "why", ERROR),
                new FlowResetException("connect", ADDRESS, "why", ERROR),
                new FlowTimeoutException("connect", ADDRESS, "why", ERROR, 0),
                new FlowUnsupportedException("connect", ADDRESS, "why", ERROR));
        assertThat(kinds).doesNotHaveDuplicates().allSatisfy(failure -> {
            assertThat(failure).hasMessage("connect vsock://:80: why (ECONNRESET 104)");
            assertThat(failure.operation()).isEqualTo("connect");
            assertThat(failure.address()).contains(ADDRESS);
            assertThat(failure.reason()).isEqualTo("why");
            assertThat(failure.nativeError()).contains(ERROR);
        });
    }

    @Test
    void whatIsNotKnownIsEmpty() {
        FlowException failure = new FlowException("read", null, "the stream broke");
        assertThat(failure.address()).isEmpty();
        assertThat(failure.nativeError()).isEmpty();
    }

    @Test
    void W12_timeoutTellsHowFarTheCallCame() {
        assertThat(new FlowTimeoutException("write", ADDRESS, "no room", null, 5_000_000_000L).bytes())
                .isEqualTo(5_000_000_000L);
    }

    @Test
    void survivesSerializationWithItsMessage() throws Exception {
        FlowTimeoutException failure = new FlowTimeoutException("close", ADDRESS, "bytes are left", ERROR, 7);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            FlowTimeoutException copy = (FlowTimeoutException) in.readObject();
            assertThat(copy).hasMessage(failure.getMessage());
            assertThat(copy.operation()).isEqualTo("close");
            assertThat(copy.reason()).isEqualTo("bytes are left");
            assertThat(copy.bytes()).isEqualTo(7);
            assertThat(copy.address()).isEmpty();
            assertThat(copy.nativeError()).isEmpty();
        }
    }
}
