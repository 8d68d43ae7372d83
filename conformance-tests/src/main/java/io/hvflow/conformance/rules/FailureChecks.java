package io.hvflow.conformance.rules;

import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import io.hvflow.conformance.trial.Trial;

/** What failures say of themselves. */
final class FailureChecks {
    private FailureChecks() {}

    /**
     * Fails unless the exception names the call that failed and what it was about, in its fields and in its message.
     */
    static void names(Trial trial, FlowException e, String operation, FlowAddress address) {
        trial.check(
                e.operation().equals(operation),
                "a failed %s says that it is the failure of \"%s\": %s",
                operation,
                e.operation(),
                e);
        trial.check(
                e.address().filter(address::equals).isPresent(),
                "a failed %s is about %s, not about %s: %s",
                operation,
                address,
                e.address().map(FlowAddress::toString).orElse("no address"),
                e);
        String message = String.valueOf(e.getMessage());
        e.nativeError()
                .ifPresent(error -> trial.check(
                        error.number() > 0 && !error.name().isBlank() && message.contains(error.toString()),
                        "\"%s\" does not say what the system said, which is %s",
                        message,
                        error));
        trial.check(
                message.contains(operation) && message.contains(address.toString()),
                "\"%s\" does not name %s and %s",
                message,
                operation,
                address);
    }
}
