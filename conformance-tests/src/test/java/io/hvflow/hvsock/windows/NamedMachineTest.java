package io.hvflow.hvsock.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.Flows;
import io.hvflow.HvsockAddress;
import io.hvflow.HvsockNameAddress;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting to a virtual machine by its name: a shell script stands for PowerShell, and the stand-in for the machine. */
@Timeout(60)
class NamedMachineTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.connectTimeout(Duration.ofSeconds(30));
    private static final String FOUND = "found " + HvsockAddress.LOOPBACK;

    @TempDir
    private Path directory;

    private HvsockAddress listening;
    private HvsockNameAddress named;

    @BeforeEach
    void soundStandIn() {
        StandInFixture.require();
        listening = StandInFixture.fresh();
        named = new HvsockNameAddress("My VM", listening.service());
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        StandIn.oddities(Set.of());
        StandInFixture.eventually("no shell is left", () -> shells() == 0);
        StandInFixture.eventually("no call blocks", () -> StandIn.blocked() == 0);
    }

    private long shells() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("sleep 600") || line.contains(directory.toString()))
                        .isPresent())
                .count();
    }

    private VirtualMachines answering(String... lines) throws IOException {
        return running("cat <<'END'\n" + String.join("\n", lines) + "\nEND\n");
    }

    private VirtualMachines running(String script) throws IOException {
        Path shell = directory.resolve("powershell");
        Files.createFile(shell, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(shell, "#!/bin/sh\n" + script);
        // Its own patience is for those who ask for an id alone.
        return new VirtualMachines(shell.toString(), Duration.ofNanos(1));
    }

    @Test
    void theMachineThatIsFoundIsConnectedTo() throws IOException {
        VirtualMachines machines = answering(FOUND, "done");
        try (FlowListener listener = Flows.listen(listening, OPTIONS)) {
            StreamSocket near = Hyperv.connect(machines, named, OPTIONS);

            assertThat(near.remoteAddress()).isEqualTo(listening);
            listener.accept().abort();
            near.abort();
        }
    }

    @Test
    void whereNobodyListensOnItTheAddressThatWasFoundIsRefused() throws IOException {
        VirtualMachines machines = answering(FOUND, "done");

        assertThatThrownBy(() -> Hyperv.connect(machines, named, OPTIONS))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageStartingWith("connect " + listening + ": ");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "done                                     | FlowAddressException     | no virtual machine is called \"My VM\"",
                "found LOOPBACK,found LOOPBACK,done       | FlowAddressException     | 2 virtual machines are called \"My VM\"",
                "failed PermissionDenied BASE64           | FlowAddressException     | not permitted for \"My VM\"",
                "failed ObjectNotFound BASE64             | FlowUnsupportedException | Hyper-V's module for PowerShell is not there",
                "failed NotSpecified BASE64               | FlowException            | Hyper-V says for \"My VM\": because",
                "found LOOPBACK                           | FlowException            | PowerShell ended without an answer",
            })
    void failuresAreToldApartByTypeAndWords(String answer, String type, String reason) throws Exception {
        VirtualMachines machines = answering(answer.replace("LOOPBACK", HvsockAddress.LOOPBACK.toString())
                .replace("BASE64", base64("because"))
                .split(","));

        assertThatThrownBy(() -> Hyperv.connect(machines, named, OPTIONS))
                .isExactlyInstanceOf(Class.forName(FlowException.class.getPackageName() + "." + type))
                .hasMessageStartingWith("connect " + named + ": " + reason);
    }

    @Test
    void L2_lookingUpTakesNoLongerThanConnectingMay() throws IOException {
        VirtualMachines machines = running("exec sleep 600\n");
        FlowOptions brief = OPTIONS.connectTimeout(Duration.ofMillis(300));

        long start = System.nanoTime();
        assertThatThrownBy(() -> Hyperv.connect(machines, named, brief))
                .isInstanceOf(FlowTimeoutException.class)
                .hasMessageStartingWith("connect " + named + ": ")
                .hasMessageContaining("within PT0.3S");
        assertThat(System.nanoTime() - start).isBetween(300_000_000L, 20_000_000_000L);
    }

    /** What is left of the time when the machine is found is all that there is for the connection. */
    @Test
    void L2_lookingUpAndConnectingShareOneTime() throws IOException {
        StandIn.oddities(Set.of(Oddity.CONNECT_HANGS));
        VirtualMachines machines = running("sleep 3\nprintf '%s\\n' '" + FOUND + "' done\n");
        FlowOptions brief = OPTIONS.connectTimeout(Duration.ofSeconds(5));

        long start = System.nanoTime();
        assertThatThrownBy(() -> Hyperv.connect(machines, named, brief))
                .isInstanceOf(FlowTimeoutException.class)
                .hasMessageStartingWith("connect " + listening + ": ");
        assertThat(System.nanoTime() - start).isBetween(5_000_000_000L, 7_900_000_000L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void L6_lookingUpIsInterruptedWithinASecond(boolean virtual) throws Exception {
        Path started = directory.resolve("started");
        VirtualMachines machines = running(": >'" + started + "'\nexec sleep 600\n");
        FlowOptions patient = OPTIONS.connectTimeout(FlowOptions.FOREVER);
        StandInFixture.Call connect = new StandInFixture.Call(virtual, () -> Hyperv.connect(machines, named, patient));
        StandInFixture.eventually("it is looked up", () -> Files.exists(started) && connect.waits());

        long start = System.nanoTime();
        connect.interrupt();

        assertThat(connect.outcome())
                .isInstanceOfSatisfying(
                        InterruptedIOException.class,
                        e -> assertThat(e).hasMessage("connect " + named + ": interrupted while waiting"));
        assertThat(connect.millisAfter(start)).isLessThan(1000);
    }

    /** All the way from the text, as far as it goes on a system without PowerShell. */
    @Test
    void withoutPowershellThatIsSaid() {
        assertThatThrownBy(() -> Flows.connect("hvsock://name=x'; rm/5000", OPTIONS))
                .isInstanceOf(FlowUnsupportedException.class)
                .hasMessageStartingWith("connect hvsock://name=x';%20rm/5000: PowerShell cannot be started");
    }

    @Test
    void L3_aNameIsNothingToListenOn() {
        FlowAddress address = named;
        assertThatThrownBy(() -> Flows.listen(address, OPTIONS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageStartingWith("listen " + named + ": ")
                .hasMessageContainingAll("hvsock://children", "HyperV.virtualMachine");
    }
}
