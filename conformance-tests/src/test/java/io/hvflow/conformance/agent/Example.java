package io.hvflow.conformance.agent;

import io.hvflow.conformance.agent.wire.Carrier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The example session of the protocol's page, played by the suite's part.
 *
 * @param expected who sends which bytes, as the page has it
 * @param seen the same, as it went
 */
record Example(List<String> expected, List<String> seen) {
    /** A line of the example: who sends, the bytes, and what they say. */
    private static final Pattern LINE = Pattern.compile("(?m)^    (suite|agent)  ((?:[0-9a-f]{2} ?)+)");

    static String page() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docs/agent.md"))) {
            here = here.getParent();
        }
        return Files.readString(here.resolve("docs/agent.md"));
    }

    /** Sends the suite's lines, and reads as many bytes as the agent's have. Does not close the channel. */
    static Example play(Carrier suite) throws IOException {
        List<String> seen = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        InputStream in = suite.in();
        Matcher lines = LINE.matcher(page());
        while (lines.find()) {
            byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(lines.group(2).strip());
            expected.add(lines.group(1) + " " + HexFormat.of().formatHex(bytes));
            byte[] sent = bytes;
            if (lines.group(1).equals("suite")) {
                suite.out().write(bytes);
                suite.out().flush();
            } else {
                sent = in.readNBytes(bytes.length);
            }
            seen.add(lines.group(1) + " " + HexFormat.of().formatHex(sent));
        }
        return new Example(expected, seen);
    }
}
