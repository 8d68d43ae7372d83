package io.hvflow.conformance.agent;

import io.hvflow.conformance.agent.wire.Carrier;
import io.hvflow.conformance.agent.wire.Failure;
import io.hvflow.conformance.agent.wire.FieldReader;
import io.hvflow.conformance.agent.wire.FieldWriter;
import io.hvflow.conformance.agent.wire.FrameInput;
import io.hvflow.conformance.agent.wire.Frames;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.Protocol;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** An agent that keeps to the protocol, and puts into every text what makes a terminal or a page lie. */
public final class EvilAgent {
    /** Clears the screen, renames the window, turns text around, begins lines of its own, closes tags and fences. */
    public static final String TEXT =
            "\u001b]0;owned\u0007\u001b[2J\u001b[31mALL RULES PASS\u001b[0m\u009b1m\u202e\u2066"
                    + "\u007f\b<script>alert(1)</script>\n```\nHvFlow conformance: PASS\r\n\u2028| PASS |\u0085";

    private EvilAgent() {}

    /** One that serves a session over a pair of streams in memory. */
    public static Agent agent() {
        return new Agent(
                "evil",
                () -> {
                    Pipes pipes = new Pipes();
                    Thread.ofPlatform().name("evil agent").daemon().start(() -> serve(pipes.agent()));
                    return pipes.suite();
                },
                Duration.ofSeconds(20));
    }

    private static void serve(Carrier carrier) {
        try {
            DataInputStream in = new DataInputStream(carrier.in());
            OutputStream out = carrier.out();
            Protocol.readHello(in);
            out.write(Protocol.hello());
            FrameInput frames = new FrameInput(in);
            for (byte[] frame = frames.next(); frame.length > 0; frame = frames.next()) {
                FieldReader fields = new FieldReader(frame);
                if (fields.u8() == Protocol.REQUEST) {
                    int id = fields.u32();
                    out.write(answer(id, fields.u8()));
                }
            }
        } catch (IOException e) {
            carrier.close();
        }
    }

    private static byte[] answer(int id, int operation) {
        FieldWriter fields = new FieldWriter();
        switch (Operation.of(operation)) {
            case PING -> {}
            case WHO ->
                fields.u16(2).text("implementation").text(TEXT).text("system").text(TEXT);
            case REACH -> fields.u16(1).text(TEXT).text("");
            case CONNECT -> {
                new Failure("unsupported", TEXT, "", TEXT, TEXT, 7, 0, 0).write(fields);
                return Frames.reply(id, Protocol.FAILED, 0, fields.toBytes());
            }
            default -> {
                new Failure("io", "x", "", TEXT, "", 0, 0, 0).write(fields);
                return Frames.reply(id, Protocol.FAILED, 0, fields.toBytes());
            }
        }
        return Frames.reply(id, Protocol.DONE, 0, fields.toBytes());
    }
}
