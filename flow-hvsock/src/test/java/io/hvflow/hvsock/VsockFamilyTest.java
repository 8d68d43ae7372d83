package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.VsockAddress;
import io.hvflow.hvsock.posix.Errno;
import io.hvflow.spi.ListenSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What can be seen of AF_VSOCK without a second machine, on a kernel that has it. Nothing here connects anywhere. */
class VsockFamilyTest {
    private static final VsockFamily VSOCK = new VsockFamily();

    private OpenDescriptors before;

    @BeforeEach
    void needsTheFamily() {
        Optional<String> reason = VSOCK.unavailable();
        Assumptions.assumeTrue(reason.isEmpty(), () -> "no AF_VSOCK here: " + reason.orElse(""));
        before = OpenDescriptors.now();
    }

    @AfterEach
    void nothingIsLeft() {
        if (before != null) {
            before.awaitNoneAdded();
        }
    }

    private static VsockAddress any(long port) {
        return new VsockAddress(VsockAddress.CID_ANY, port);
    }

    @Test
    void L10_anyPortIsReported() throws IOException {
        ListenSocket listener = VSOCK.listen(any(VsockAddress.PORT_ANY), FlowOptions.DEFAULTS);

        VsockAddress local = (VsockAddress) listener.localAddress();
        assertThat(local.cid()).isEqualTo(VsockAddress.CID_ANY);
        assertThat(local.port()).isBetween(1024L, VsockAddress.PORT_ANY - 1);
        assertThat(listener.accept()).isNull();
        listener.close();
        assertThat(listener.localAddress()).isEqualTo(local);
    }

    @Test
    void L3_takenPortIsSaid() throws IOException {
        ListenSocket listener = VSOCK.listen(any(VsockAddress.PORT_ANY), FlowOptions.DEFAULTS);
        VsockAddress taken = (VsockAddress) listener.localAddress();

        assertThatThrownBy(() -> VSOCK.listen(taken, FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("another socket has the port")
                .hasMessageContaining("EADDRINUSE 98");
        listener.close();
    }

    @Test
    void L3_anothersCidIsSaid() {
        assertThatThrownBy(() -> VSOCK.listen(new VsockAddress(4_000_000_000L, 5000), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("CID 4000000000 is not this machine's")
                .hasMessageContaining("EADDRNOTAVAIL 99");
    }

    @Test
    @Tag(GuestTests.NO_LOOPBACK)
    void L3_localCidWithoutLoopbackNamesTheModule() {
        Assumptions.assumeFalse(
                Files.exists(Path.of("/sys/module/vsock_loopback")), "this kernel has the loopback transport");

        assertThatThrownBy(() -> VSOCK.listen(new VsockAddress(VsockAddress.CID_LOCAL, 5000), FlowOptions.DEFAULTS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("vsock_loopback")
                .hasMessageContaining("EADDRNOTAVAIL 99");
    }

    @Test
    void L3_privilegedPortIsExplained() {
        assertThat(VSOCK.explain("listen", any(80), Errno.EACCES))
                .contains("1024")
                .contains("CAP_NET_BIND_SERVICE");
        assertThat(VSOCK.explain("listen", any(5000), Errno.EACCES)).isNull();
    }

    @Test
    void connectNeedsAPlaceToConnectTo() {
        for (FlowAddress open : new FlowAddress[] {any(5000), new VsockAddress(3, VsockAddress.PORT_ANY)}) {
            assertThatThrownBy(() -> VSOCK.connect((VsockAddress) open, FlowOptions.DEFAULTS))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("only a listener");
        }
    }

    @Test
    void connectErrorsSayWhatIsMissing() {
        VsockAddress address = new VsockAddress(77, 5000);

        assertThat(VSOCK.explain("connect", address, Errno.ENODEV)).contains("no virtual machine of CID 77");
        assertThat(VSOCK.explain("connect", address, Errno.ENETUNREACH)).contains("CID 77");
    }

    @Test
    void windowIsTakenAndClampedByTheKernel() throws IOException {
        for (int size : new int[] {1, 65536, FlowOptions.MAX_SIZE}) {
            VSOCK.listen(any(VsockAddress.PORT_ANY), FlowOptions.DEFAULTS.windowSize(size))
                    .close();
        }
    }

    @Test
    void localCidIsANumberOrAReason() {
        try {
            assertThat(Vsock.localCid()).isBetween(0L, 0xFFFFFFFEL);
        } catch (FlowException e) {
            assertThat(e).hasMessageStartingWith("ask for the local CID: ");
        }
    }
}
