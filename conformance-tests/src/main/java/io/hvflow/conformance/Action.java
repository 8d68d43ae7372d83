package io.hvflow.conformance;

/** Something to do that may fail. */
@FunctionalInterface
interface Action {
    void run() throws Exception;
}
