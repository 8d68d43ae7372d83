package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.agent.wire.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The agent in C, checked by the compiler's sanitizers, against frames of all kinds. */
class CAgentHostileTest {

    @Provide
    Arbitrary<List<byte[]>> frames() {
        return HostileTest.anyFrames();
    }

    @Property(tries = 300)
    void itEndsInOneOfItsWaysWhateverComes(@ForAll("frames") List<byte[]> frames) throws Exception {
        Process process = new ProcessBuilder(CAgent.checked().toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            send(process, frames);

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            String complaints = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(complaints).isIn(0, 4, 5);
            assertThat(complaints.lines())
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(line -> line.startsWith("hvflow agent: "));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void send(Process process, List<byte[]> frames) {
        try (var out = process.getOutputStream()) {
            out.write(Protocol.hello());
            for (byte[] frame : frames) {
                out.write(frame);
            }
        } catch (IOException endedBefore) {
            // It has said goodbye, which its status tells.
        }
    }
}
