package io.hvflow.conformance.zoo;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import java.io.IOException;

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
}
