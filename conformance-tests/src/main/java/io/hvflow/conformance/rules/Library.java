package io.hvflow.conformance.rules;

import io.hvflow.CopyStats;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.ProxyStats;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;

/** What rules ask that are about the library rather than about a target's flows. The suite's own tests have wrong ones. */
interface Library {
    /** The one that is used. */
    Library REAL = new Library() {};

    default FlowAddress parse(String text) {
        return FlowAddress.parse(text);
    }

    default Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return Flows.connect(address, options);
    }

    default FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return Flows.listen(address, options);
    }

    default CopyStats copy(Flow from, Flow to) throws IOException {
        return Flows.copy(from, to);
    }

    default ProxyStats proxy(Flow a, Flow b) throws IOException {
        return Flows.proxy(a, b);
    }

    default ProxyStats proxy(Flow a, Flow b, ThreadFactory threads) throws IOException {
        return Flows.proxy(a, b, threads);
    }

    /** What a program says of the providers that it finds, with broken ones among them. */
    default String reportOfProviders(boolean brokenFirst) throws IOException {
        return BrokenProviderChecks.Once.report(brokenFirst);
    }
}
