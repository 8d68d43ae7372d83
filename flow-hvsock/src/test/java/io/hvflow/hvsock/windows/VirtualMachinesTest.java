package io.hvflow.hvsock.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.HvsockNameAddress;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shell script stands for PowerShell: it keeps the arguments it was given, and answers as it is told. */
class VirtualMachinesTest {
    private static final UUID ID = UUID.fromString("8b5d4a13-0a3c-4f5e-9d0b-6f1c2e3d4a5b");
    private static final Pattern LITERAL = Pattern.compile("'([A-Za-z0-9+/]*={0,2})'\\)\\)\n");

    @TempDir
    private Path directory;

    private VirtualMachines answering(String... lines) throws IOException {
        return running(Duration.ofSeconds(30), "cat <<'END'\n" + String.join("\n", lines) + "\nEND\n");
    }

    private VirtualMachines running(Duration patience, String script) throws IOException {
        Path shell = directory.resolve("powershell");
        Files.createFile(shell, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(shell, "#!/bin/sh\nprintf '%s\\n' \"$@\" >" + directory.resolve("arguments") + "\n" + script);
        return new VirtualMachines(shell.toString(), patience);
    }

    private static String failed(String category, String message) {
        return "failed " + category + " "
                + Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    /** What PowerShell would run: it reads the argument as Base64 of UTF-16. */
    private static String script(List<String> command) {
        assertThat(command.get(command.size() - 2)).isEqualTo("-EncodedCommand");
        return new String(Base64.getDecoder().decode(command.getLast()), StandardCharsets.UTF_16LE);
    }

    /** The name that the script would compare with: what stands in its one literal that depends on it. */
    private static String nameIn(String script) {
        Matcher literal = LITERAL.matcher(script);
        assertThat(literal.find()).isTrue();
        return new String(Base64.getDecoder().decode(literal.group(1)), StandardCharsets.UTF_8);
    }

    private static VirtualMachines any() {
        return new VirtualMachines("powershell", Duration.ofSeconds(1));
    }

    @Property
    void aNameIsOnlyEverAName(@ForAll String text) {
        // Lone surrogates are in no name that Windows would show.
        String name = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String script = script(any().command(name));

        assertThat(nameIn(script)).isEqualTo(name);
        assertThat(LITERAL.matcher(script).replaceFirst("''))\n"))
                .isEqualTo(LITERAL.matcher(script(any().command("x"))).replaceFirst("''))\n"));
    }

    @Example
    void quotesAndCommandsInANameStayInIt() {
        for (String name : List.of("x'; rm -r C:\\", "'@ | iex", "$(calc)", "`\"", "a*", "x\r\ny", "机器")) {
            String script = script(any().command(name));
            assertThat(nameIn(script)).isEqualTo(name);
            assertThat(script)
                    .contains("$_.Name -eq $name")
                    .containsPattern("(?m)^\\s*Hyper-V\\\\Get-VM ")
                    .doesNotContain("rm", "iex", "calc");
        }
    }

    @Test
    void theIdOfTheOneMachineOfTheNameIsReturned() throws IOException {
        assertThat(answering("found " + ID, "done").id("my machine")).isEqualTo(ID);

        List<String> given = Files.readAllLines(directory.resolve("arguments"));
        assertThat(given).startsWith("-NoLogo", "-NoProfile", "-NonInteractive");
        assertThat(nameIn(script(given))).isEqualTo("my machine");
    }

    @Test
    void noMachineOfTheNameIsTold() throws IOException {
        VirtualMachines none = answering("done");

        assertThatThrownBy(() -> none.id("ghost"))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("no virtual machine is called \"ghost\"");
    }

    @Test
    void severalOfTheNameAreToldWithTheirIds() throws IOException {
        UUID other = new UUID(1, 2);
        VirtualMachines several = answering("found " + ID, "found " + other, "done");

        assertThatThrownBy(() -> several.id("twin"))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContainingAll(ID.toString(), other.toString());
    }

    @Test
    void wantOfRightsIsToldAsThat() throws IOException {
        VirtualMachines denied = answering(failed("PermissionDenied", "You do not have the required permission."));

        assertThatThrownBy(() -> denied.id("vm"))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContainingAll("not permitted", "Hyper-V Administrators", "You do not have the required");
    }

    @Test
    void aMissingModuleIsToldAsThat() throws IOException {
        VirtualMachines missing = answering(failed("ObjectNotFound", "The term 'Get-VM' is not recognized."));

        assertThatThrownBy(() -> missing.id("vm"))
                .isInstanceOf(FlowUnsupportedException.class)
                .hasMessageContainingAll("module for PowerShell", "Get-VM");
    }

    @Test
    void anyOtherFailureIsToldWithHypervsWords() throws IOException {
        VirtualMachines failing = answering(failed("NotSpecified", "Der Dienst läuft nicht."));

        assertThatThrownBy(() -> failing.id("vm"))
                .isExactlyInstanceOf(FlowException.class)
                .hasMessageContaining("Der Dienst läuft nicht.");
    }

    @Test
    void silenceIsNoAnswer() throws IOException {
        VirtualMachines silent = answering("found " + ID);

        assertThatThrownBy(() -> silent.id("vm")).hasMessageContaining("without an answer");
    }

    @Test
    void whoeverNeverAnswersIsGivenUp() throws IOException {
        VirtualMachines hanging = running(Duration.ofMillis(200), "exec sleep 600\n");

        assertThatThrownBy(() -> hanging.id("vm")).isInstanceOf(FlowTimeoutException.class);
    }

    @Test
    void waitingCanBeInterrupted() throws Exception {
        VirtualMachines hanging = running(Duration.ofMinutes(10), "exec sleep 600\n");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                hanging.id("vm");
            } catch (IOException e) {
                thrown.set(Thread.currentThread().isInterrupted() ? e : new AssertionError("status lost"));
            }
        });

        asking.interrupt();
        asking.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
    }

    /** What connects by a name is told of the connect, its address and its time, whatever the failure. */
    @Test
    void failuresOfAConnectNameItsAddress() throws IOException {
        HvsockNameAddress address = HvsockNameAddress.of("x'; rm", 5000);
        String connect = "connect hvsock://name=x';%20rm/5000: ";

        assertThatThrownBy(() -> answering("done").id(address, Duration.ofSeconds(30), Waiter.NEVER))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageStartingWith(connect + "no virtual machine is called \"x'; rm\" on this host");
        VirtualMachines none = new VirtualMachines(directory.resolve("none").toString(), Duration.ofSeconds(1));
        assertThatThrownBy(() -> none.id(address, Duration.ofSeconds(30), Waiter.NEVER))
                .isInstanceOf(FlowUnsupportedException.class)
                .hasMessageStartingWith(connect + "PowerShell cannot be started");
    }

    @Test
    void whereThereIsNoPowershellThatIsTold() {
        VirtualMachines none = new VirtualMachines(directory.resolve("none").toString(), Duration.ofSeconds(1));

        assertThatThrownBy(() -> none.id("vm"))
                .isInstanceOf(FlowUnsupportedException.class)
                .hasMessageContaining("PowerShell cannot be started");
    }
}
