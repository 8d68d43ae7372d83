package io.hvflow.simulator.example;

import io.hvflow.Flow;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes payments in a guest, and answers each with the balance. A payment is a number of its own and an amount. */
class Account {
    private int balance;

    final void serve(FlowListener listener) throws IOException {
        while (true) {
            try (Flow flow = listener.accept()) {
                ByteBuffer payment = ByteBuffer.allocate(2 * Integer.BYTES);
                while (flow.readInto(payment.clear())) {
                    take(payment.getInt(0), payment.getInt(Integer.BYTES));
                    flow.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, balance));
                }
            } catch (FlowException lost) {
                // The client connects again when it needs to.
            }
        }
    }

    /** The bug: what a client sends again, because its answer was lost, may have been taken before. */
    void take(int number, int amount) {
        balance += amount;
    }

    final int balance() {
        return balance;
    }
}
