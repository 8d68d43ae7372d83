package io.hvflow.simulator.example;

import io.hvflow.Flow;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Pays into an account. Where the connection breaks, it connects again and sends the payment again. */
final class Payer {
    private final String address;
    private final FlowOptions options;
    private int repeats;

    Payer(String address, FlowOptions options) {
        this.address = address;
        this.options = options;
    }

    void pay(int number, int amount) throws IOException {
        while (!isPaid(number, amount)) {
            repeats++;
        }
    }

    private boolean isPaid(int number, int amount) throws IOException {
        ByteBuffer payment = ByteBuffer.allocate(2 * Integer.BYTES);
        try (Flow flow = Flows.connect(address, options)) {
            flow.write(payment.putInt(number).putInt(amount).flip());
            return flow.readInto(ByteBuffer.allocate(Integer.BYTES));
        } catch (FlowException lost) {
            return false;
        }
    }

    int repeats() {
        return repeats;
    }
}
