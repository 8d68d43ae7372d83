package io.hvflow.conformance.zoo;

import io.hvflow.CopyStats;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.ProxyStats;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** What is asked of the library itself, for the rules that no flow can break; right, but for what a wrong one overrides. */
public interface WrongLibrary {

    /** As {@link FlowAddress#parse}. */
    default FlowAddress parse(String text) {
        return FlowAddress.parse(text);
    }

    /** As {@link Flows#connect(FlowAddress, FlowOptions)}. */
    default Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return Flows.connect(address, options);
    }

    /** As {@link Flows#listen(FlowAddress, FlowOptions)}. */
    default FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return Flows.listen(address, options);
    }

    /** As {@link Flows#copy}. */
    default CopyStats copy(Flow from, Flow to) throws IOException {
        return Flows.copy(from, to);
    }

    /** As {@link Flows#proxy(Flow, Flow, ThreadFactory)}. */
    default ProxyStats proxy(Flow a, Flow b, ThreadFactory threads) throws IOException {
        return Flows.proxy(a, b, threads);
    }

    /** What a program says of the providers that it finds, with broken ones among them. */
    default Optional<String> reportOfProviders() {
        return Optional.empty();
    }
}
