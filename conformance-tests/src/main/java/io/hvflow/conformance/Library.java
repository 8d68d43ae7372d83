package io.hvflow.conformance;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import java.io.IOException;

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
}
