package io.hvflow.conformance.trial;

/** Something to do that may fail. */
@FunctionalInterface
public interface Action {
    void run() throws Exception;
}
