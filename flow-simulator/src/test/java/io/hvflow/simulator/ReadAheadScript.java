package io.hvflow.simulator;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import java.nio.ByteBuffer;

/**
 * Small reads of what came at once, by one who stops between them, while another half-closes the same end: not a byte of what was
 * read ahead may be lost (H2), though no read of it asks the transport.
 */
final class ReadAheadScript {
    private ReadAheadScript() {}

    static void run(Simulation simulation) throws Exception {
        FlowListener listener = simulation.guest("guest").listen(FlowAddress.parse("vsock://:7"), FlowOptions.DEFAULTS);
        Flow near = simulation.host().connect(FlowAddress.parse("sim://guest:7"), FlowOptions.DEFAULTS);
        Flow far = listener.accept();
        byte[] sent = Sockets.counting(0, 1 + simulation.choose(100));
        simulation.mark("action");
        far.write(ByteBuffer.wrap(sent));
        Actor ends = simulation.spawn("ends", () -> {
            simulation.mark("action");
            near.shutdownWrite();
        });
        ByteBuffer got = ByteBuffer.allocate(sent.length);
        while (got.hasRemaining()) {
            simulation.mark("action");
            int most = Math.min(got.remaining(), 1 + simulation.choose(50));
            near.readInto(got.slice(got.position(), most));
            got.position(got.position() + most);
            simulation.step();
        }
        if (!got.flip().equals(ByteBuffer.wrap(sent))) {
            throw new AssertionError("what came is not what was sent");
        }
        ends.join();
    }

    /** As {@link FlowScript#main}. */
    public static void main(String[] args) throws Exception {
        FlowScript.explore(ReadAheadScript::run, args);
    }
}
