package io.hvflow.conformance.agent;

import io.hvflow.conformance.text.Printable;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Copies what another process says, line by line and made printable. */
final class ForeignLines {
    /** Where a line is cut that does not end, so that nobody makes us hold more. */
    private static final int LONGEST = 4096;

    private ForeignLines() {}

    /** Blocks until the stream ends or breaks. */
    static void copy(InputStream from, PrintStream to) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(from)) {
            for (int c = in.read(); c != -1; c = in.read()) {
                if (c == '\n' || line.size() == LONGEST) {
                    flush(line, to);
                }
                if (c != '\n') {
                    line.write(c);
                }
            }
        } catch (IOException e) {
            // Whoever wrote there is gone; what it said before is shown.
        }
        if (line.size() > 0) {
            flush(line, to);
        }
    }

    private static void flush(ByteArrayOutputStream line, PrintStream to) {
        // Leading blanks stay: a stack trace is indented.
        String text = Printable.lines(line.toString(StandardCharsets.UTF_8).stripTrailing());
        to.println(text);
        line.reset();
    }
}
