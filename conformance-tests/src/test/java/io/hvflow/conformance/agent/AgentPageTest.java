package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The protocol's page: its example session, byte by byte, and its numbers. */
class AgentPageTest {
    /** A line of the example: who sends, the bytes, and what they say. */
    private static final Pattern LINE = Pattern.compile("(?m)^    (suite|agent)  ((?:[0-9a-f]{2} ?)+)");

    private static String page() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docs/agent.md"))) {
            here = here.getParent();
        }
        return Files.readString(here.resolve("docs/agent.md"));
    }

    @Test
    void theAgentAnswersTheExampleByteByByte() throws Exception {
        Pipes pipes = new Pipes();
        Carrier carrier = pipes.agent();
        List<String> complaints = new CopyOnWriteArrayList<>();
        FutureTask<AgentServer.End> agent =
                new FutureTask<>(() -> AgentServer.serve(carrier.in(), carrier.out(), carrier, complaints::add));
        Thread.ofVirtual().start(agent);
        List<String> session = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        InputStream in = pipes.suite().in();
        Matcher lines = LINE.matcher(page());
        while (lines.find()) {
            byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(lines.group(2).strip());
            expected.add(lines.group(1) + " " + HexFormat.of().formatHex(bytes));
            byte[] seen = bytes;
            if (lines.group(1).equals("suite")) {
                pipes.suite().out().write(bytes);
            } else {
                seen = in.readNBytes(bytes.length);
            }
            session.add(lines.group(1) + " " + HexFormat.of().formatHex(seen));
        }
        pipes.suite().close();

        assertThat(session).hasSizeGreaterThan(10).isEqualTo(expected);
        assertThat(agent.get()).isEqualTo(AgentServer.End.DONE);
        assertThat(complaints).isEmpty();
    }

    @Test
    void everyOperationStandsThereWithItsNumber() throws IOException {
        String page = page();
        for (Operation operation : Operation.values()) {
            assertThat(page).contains("| " + operation.code() + " | `" + operation + "` |");
        }
    }

    @Test
    void theLimitsStandThere() throws IOException {
        assertThat(page())
                .contains(String.format("%,d", Protocol.MAX_FRAME))
                .contains(String.format("%,d", Protocol.MAX_DATA))
                .contains(String.format("%,d", Protocol.MAX_BUFFERS));
    }
}
