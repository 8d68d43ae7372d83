package io.hvflow.conformance.plain;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A process that holds plain sockets. It ends with this one, since its standard input does. */
final class PlainProcess {
    private final Process process;
    private final Path control;
    private final boolean own;

    private PlainProcess(Process process, Path control, boolean own) {
        this.process = process;
        this.control = control;
        this.own = own;
    }

    /**
     * Starts one, on the class path and module path of this program.
     *
     * @param control where it is to listen for who asks
     * @param own whether it is for one end alone, which may then stop and kill it
     */
    static PlainProcess start(Path control, boolean own) throws IOException {
        String classes = System.getProperty("java.class.path", "");
        String modules = System.getProperty("jdk.module.path", "");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                PlainProgram.class.getName(),
                control.toString());
        builder.environment().put("CLASSPATH", modules.isEmpty() ? classes : classes + File.pathSeparator + modules);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        if (!"ready".equals(out.readLine())) {
            process.destroyForcibly();
            throw new IOException("the process for plain ends did not start: " + builder.command());
        }
        return new PlainProcess(process, control, own);
    }

    Path control() {
        return control;
    }

    /** Sends it a signal, by its option of kill(1); whether that is possible. */
    boolean signal(String option) throws IOException {
        if (!own || File.separatorChar != '/') {
            return false;
        }
        Process kill = new ProcessBuilder("kill", option, Long.toString(process.pid())).start();
        try {
            if (kill.waitFor() != 0) {
                throw new IOException("kill " + option + " failed");
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    /** Kills it, and waits until it has gone; whether it was for one end alone. */
    boolean kill() throws IOException {
        if (!own) {
            return false;
        }
        process.destroyForcibly();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new IOException("the process was killed but is still there");
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }
}
