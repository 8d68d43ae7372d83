package io.hvflow.conformance.cli;

import io.hvflow.conformance.Target;
import io.hvflow.conformance.report.Ansi;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.text.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells how far the suite is, while it runs: a line on the terminal, and one in a log for each rule that has ended. */
public final class Progress implements Closeable {
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean shown;
    private final @Nullable PrintWriter log;

    private Progress(PrintStream out, boolean shown, @Nullable PrintWriter log) {
        this.out = out;
        this.shown = shown;
        this.log = log;
    }

    /** On the standard error stream if a person looks, and in the log if there is to be one. */
    public static Progress to(@Nullable Path log) throws IOException {
        return new Progress(System.err, Ansi.detect() == Ansi.ON, log == null ? null : open(log));
    }

    private static PrintWriter open(Path log) throws IOException {
        // A device has no end to append to, but can be written to so as well.
        return new PrintWriter(
                new OutputStreamWriter(
                        Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        StandardCharsets.UTF_8),
                true);
    }

    /** What to call with each result of a target. */
    public Consumer<RuleResult> of(Target target, int rules) {
        AtomicInteger done = new AtomicInteger();
        return result -> {
            int number = done.incrementAndGet();
            show(String.format(
                    Locale.ROOT,
                    "%s: %d of %d rules, %s %s",
                    target.name(),
                    number,
                    rules,
                    result.rule().id(),
                    result.verdict()));
            if (log != null) {
                log.printf(
                        Locale.ROOT,
                        "%s %d/%d %s %s %d ms%s%n",
                        target.name(),
                        number,
                        rules,
                        result.rule().id(),
                        result.verdict(),
                        result.duration().toMillis(),
                        result.verdict() == Verdict.PASS ? "" : ", " + Printable.line(firstLine(result.reason())));
            }
        };
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        show("");
        if (log != null) {
            log.close();
        }
    }

    private void show(String text) {
        if (shown) {
            out.print(CLEAR + Printable.line(text));
            out.flush();
        }
    }
}
