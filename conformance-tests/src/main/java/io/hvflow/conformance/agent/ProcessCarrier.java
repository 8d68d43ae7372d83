package io.hvflow.conformance.agent;

import io.hvflow.conformance.agent.wire.Carrier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A control channel that is the standard input and output of a child process, which runs in this process's directory. What it
 * writes to its standard error comes out on ours, line by line, with what is not printable escaped: the process may be a shell on
 * another machine.
 */
final class ProcessCarrier implements Carrier {
    private final Process process;
    private final Thread complaints;

    private ProcessCarrier(Process process) {
        this.process = process;
        this.complaints = Thread.ofPlatform()
                .name("agent complaints")
                .daemon()
                .start(() -> ForeignLines.copy(process.getErrorStream(), System.err));
    }

    static ProcessCarrier start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new ProcessCarrier(builder.start());
    }

    @Override
    public InputStream in() {
        return process.getInputStream();
    }

    @Override
    public OutputStream out() {
        return process.getOutputStream();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String ended() {
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                return ", its process goes on";
            }
            // What it said last explains its end, so it comes out before.
            complaints.join(1_000);
            return ", its process ended with status " + process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    Process process() {
        return process;
    }
}
