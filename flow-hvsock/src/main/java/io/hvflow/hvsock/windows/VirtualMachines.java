package io.hvflow.hvsock.windows;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.HvsockNameAddress;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ids of Hyper-V's virtual machines by their names, from PowerShell, which is where Windows tells them. The name goes into
 * the script in Base64, and the script to PowerShell in Base64: no character of a name is ever one of a command.
 */
public final class VirtualMachines {
    private static final String OPERATION = "look up a virtual machine";

    /**
     * Names are compared whole and literally, which Get-VM's own parameter would not do: it takes wildcards. It is named with its
     * module, since others have a Get-VM too, VMware's PowerCLI among them.
     */
    private static final String SCRIPT = """
            $ErrorActionPreference = 'Stop'
            $ProgressPreference = 'SilentlyContinue'
            try {
                $name = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('NAME'))
                Hyper-V\\Get-VM | Where-Object { $_.Name -eq $name } | ForEach-Object { 'found ' + $_.Id }
                'done'
            } catch {
                $why = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($_.Exception.Message))
                'failed ' + $_.CategoryInfo.Category + ' ' + $why
            }
            """;

    private static final Pattern FOUND = Pattern.compile("found ([0-9A-Fa-f-]{36})");
    private static final Pattern FAILED = Pattern.compile("failed (\\w+) ([A-Za-z0-9+/=]*)");

    private final String powershell;
    private final Duration patience;

    VirtualMachines(String powershell, Duration patience) {
        this.powershell = powershell;
        this.patience = patience;
    }

    /** Those of this machine. */
    public static VirtualMachines here() {
        String windows = System.getenv().getOrDefault("SystemRoot", "C:\\Windows");
        // By its path, since what stands first in PATH may be anything.
        String powershell = Path.of(windows, "System32", "WindowsPowerShell", "v1.0", "powershell.exe")
                .toString();
        return new VirtualMachines(powershell, Duration.ofSeconds(60));
    }

    /** The id of the one machine of that name. */
    public UUID id(String name) throws IOException {
        return answer(new Question(OPERATION, null, name), patience, System.nanoTime() + patience.toNanos());
    }

    /** The id of the machine that is to be connected to, within the time that connecting may take, which ends at the deadline. */
    UUID id(HvsockNameAddress address, Duration timeout, long deadline) throws IOException {
        return answer(new Question("connect", address, address.machine()), timeout, deadline);
    }

    /** For whom a name is looked up, as the failure is to tell. */
    private record Question(String operation, @Nullable FlowAddress address, String name) {}

    private UUID answer(Question question, Duration timeout, long deadline) throws IOException {
        String output = run(question, timeout, deadline);
        List<UUID> found = new ArrayList<>();
        boolean done = false;
        for (String line : output.lines().map(String::strip).toList()) {
            Matcher id = FOUND.matcher(line);
            Matcher failure = FAILED.matcher(line);
            if (id.matches()) {
                found.add(UUID.fromString(id.group(1)));
            } else if (failure.matches()) {
                throw failed(question, failure.group(1), decode(failure.group(2)));
            }
            done |= line.equals("done");
        }
        if (!done) {
            throw new FlowException(
                    question.operation,
                    question.address,
                    "PowerShell ended without an answer; it said \"" + output + "\"");
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new FlowAddressException(
                question.operation,
                question.address,
                found.isEmpty()
                        ? "no virtual machine is called \"" + question.name + "\" on this host; Get-VM lists them"
                        : found.size() + " virtual machines are called \"" + question.name
                                + "\"; name the one you mean by its id: " + found,
                null);
    }

    private static FlowException failed(Question question, String category, String message) {
        return switch (category) {
            case "PermissionDenied", "SecurityError" ->
                new FlowAddressException(
                        question.operation,
                        question.address,
                        "not permitted for \"" + question.name
                                + "\"; an administrator or a member of the group Hyper-V Administrators may, and anybody may"
                                + " connect by the machine's id. Hyper-V says: " + message,
                        null);
            case "ObjectNotFound" ->
                new FlowUnsupportedException(
                        question.operation,
                        question.address,
                        "Hyper-V's module for PowerShell is not there (Install-WindowsFeature Hyper-V-PowerShell, or among"
                                + " Windows' optional features). PowerShell says: " + message,
                        null);
            default ->
                new FlowException(
                        question.operation, question.address, "Hyper-V says for \"" + question.name + "\": " + message);
        };
    }

    /** The command line that asks for a name. */
    List<String> command(String name) {
        String script =
                SCRIPT.replace("NAME", Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8)));
        return List.of(
                powershell,
                "-NoLogo",
                "-NoProfile",
                "-NonInteractive",
                "-EncodedCommand",
                Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_16LE)));
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).strip();
        } catch (IllegalArgumentException e) {
            return base64;
        }
    }

    private String run(Question question, Duration timeout, long deadline) throws IOException {
        Process process;
        try {
            // What PowerShell writes of its progress is of no use; its answer is far smaller than a pipe.
            process = new ProcessBuilder(command(question.name))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            FlowUnsupportedException missing = new FlowUnsupportedException(
                    question.operation, question.address, "PowerShell cannot be started: " + e.getMessage(), null);
            missing.initCause(e);
            throw missing;
        }
        try {
            process.getOutputStream().close();
            if (!ended(process, deadline)) {
                throw new FlowTimeoutException(
                        question.operation,
                        question.address,
                        "PowerShell has not told the id of the virtual machine \"" + question.name + "\" within "
                                + timeout,
                        null,
                        0);
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException(question.operation
                    + (question.address == null ? "" : " " + question.address) + ": interrupted while waiting");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean ended(Process process, long deadline) throws InterruptedException {
        if (deadline == Waiter.NEVER) {
            process.waitFor();
            return true;
        }
        return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
