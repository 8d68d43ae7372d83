package io.hvflow.simulator.example;

import io.hvflow.Flow;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;

/** Runs commands in a guest: says that one has started, and then what it printed. */
final class CommandService {
    private final FlowListener listener;

    CommandService(FlowListener listener) {
        this.listener = listener;
    }

    void serve() throws IOException {
        while (true) {
            try (Flow flow = listener.accept()) {
                String command = Message.receive(flow);
                Message.send(flow, "started");
                Message.send(flow, output(command));
            } catch (FlowException | EOFException gone) {
                // That client does not wait for its answer; others will.
            }
        }
    }

    private static String output(String command) {
        return command.toUpperCase(Locale.ROOT);
    }
}
