package io.hvflow.simulator.example;

import java.util.HashSet;
import java.util.Set;

/** Without the bug: a payment counts once, however often it is sent. */
final class RememberingAccount extends Account {
    private final Set<Integer> taken = new HashSet<>();

    @Override
    void take(int number, int amount) {
        if (taken.add(number)) {
            super.take(number, amount);
        }
    }
}
