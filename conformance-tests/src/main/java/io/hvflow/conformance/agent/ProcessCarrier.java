package io.hvflow.conformance.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A control channel that is the standard input and output of a child process. Its complaints come out with ours. */
final class ProcessCarrier implements Carrier {
    private final Process process;

    private ProcessCarrier(Process process) {
        this.process = process;
    }

    static ProcessCarrier start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
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
            return process.waitFor(1, TimeUnit.SECONDS)
                    ? ", its process ended with status " + process.exitValue()
                    : ", its process goes on";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    Process process() {
        return process;
    }
}
