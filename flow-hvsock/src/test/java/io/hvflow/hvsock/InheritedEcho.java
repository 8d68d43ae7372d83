package io.hvflow.hvsock;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import java.io.IOException;

/** A program that an inetd starts, with a connected socket as its standard input: it sends the client's bytes back. */
public final class InheritedEcho {
    private InheritedEcho() {}

    public static void main(String[] args) throws IOException {
        try (Flow flow = InheritedSocket.of(0).flow(FlowOptions.DEFAULTS)) {
            long moved = Flows.copy(flow, flow).bytes();
            System.err.println(
                    "moved " + moved + " from " + flow.remoteAddress().scheme());
        }
    }
}
