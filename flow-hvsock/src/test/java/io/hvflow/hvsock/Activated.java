package io.hvflow.hvsock;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import java.io.IOException;

/** A program that systemd starts with a listening socket: it sends the first client's bytes back. */
public final class Activated {
    private Activated() {}

    public static void main(String[] args) throws IOException {
        InheritedSocket socket = InheritedSocket.ofSystemd().getFirst();
        try (FlowListener listener = socket.listener(FlowOptions.DEFAULTS)) {
            System.out.println(socket + " listens at " + listener.localAddress());
            try (Flow flow = listener.accept()) {
                System.out.println("moved " + Flows.copy(flow, flow).bytes());
            }
        }
    }
}
