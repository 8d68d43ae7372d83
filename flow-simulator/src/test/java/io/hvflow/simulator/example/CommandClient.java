package io.hvflow.simulator.example;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import java.io.IOException;

/** Has a guest run commands. */
final class CommandClient {
    private final String address;
    private final FlowOptions options;

    CommandClient(String address, FlowOptions options) {
        this.address = address;
        this.options = options;
    }

    String run(String command) throws IOException {
        try (Flow flow = Flows.connect(address, options)) {
            Message.send(flow, command);
            Message.receive(flow); // it has started
            flow.shutdownWrite(); // and gets no input
            return Message.receive(flow);
        }
    }
}
