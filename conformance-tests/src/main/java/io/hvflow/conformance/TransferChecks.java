package io.hvflow.conformance;

/** What passes between a flow and its transport. */
final class TransferChecks {
    private TransferChecks() {}

    static void messageSizeBounds(Trial trial) throws Exception {
        trial.notApplicable("TODO");
    }
}
