package io.hvflow.hvsock;

import io.hvflow.FlowUnsupportedException;
import io.hvflow.Flows;

/** A program that finds no provider, and says why. */
public final class Unannounced {
    private Unannounced() {}

    public static void main(String[] args) throws Exception {
        try {
            Flows.connect("unix:@nobody");
        } catch (FlowUnsupportedException e) {
            System.out.println(e.getMessage());
        }
    }
}
