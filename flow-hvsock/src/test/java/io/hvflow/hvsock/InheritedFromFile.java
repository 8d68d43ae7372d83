package io.hvflow.hvsock;

import io.hvflow.FlowException;
import io.hvflow.FlowOptions;

/** A program that takes its standard output, a file, for a socket. */
public final class InheritedFromFile {
    private InheritedFromFile() {}

    public static void main(String[] args) {
        try {
            InheritedSocket.of(1).flow(FlowOptions.DEFAULTS).abort();
        } catch (FlowException e) {
            System.out.println(e.getMessage());
        }
    }
}
