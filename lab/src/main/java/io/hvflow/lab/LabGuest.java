package io.hvflow.lab;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import java.io.IOException;
import java.time.Duration;

/**
 * The services of a guest of the lab, which are programs that nobody here wrote; {@code guest/services} starts them.
 *
 * @param connect where they are, with {@code {port}} for the port
 * @param listen where the guest's own connections arrive, likewise
 * @param halfClose whether half-close passes what is between
 * @param duplex whether a stream goes on after both of its directions were full
 */
record LabGuest(String connect, String listen, boolean halfClose, boolean duplex) {
    /** Sends back what comes, until its end of stream. */
    static final int ECHO = 5000;

    /** Answers {@link #DIGESTED} bytes with their SHA-256, as sha256sum prints it. */
    static final int DIGEST = 5001;

    /** Sends {@link #DIGESTED} bytes: the numbers from 1 on, a line each, and from 1 again after {@link #PERIOD} bytes. */
    static final int NUMBERS = 5002;

    /** Has the guest connect to {@link #HOST_ECHO}, and echo there. */
    static final int CALL_ECHO = 5003;

    /** Has the guest connect to {@link #HOST_DIGEST}, and answer there as {@link #DIGEST} does. */
    static final int CALL_DIGEST = 5004;

    /** Accepts, and reads nothing. */
    static final int DEAF = 5006;

    static final int HOST_ECHO = 6000;
    static final int HOST_DIGEST = 6001;

    static final long DIGESTED = 100_000_000;
    static final int PERIOD = 1_000_000;

    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.connectTimeout(Duration.ofSeconds(30));

    Flow connect(int port) throws IOException {
        return Flows.connect(at(connect, port), OPTIONS);
    }

    FlowListener listen(int port) throws IOException {
        FlowListener listener = Flows.listen(at(listen, port), OPTIONS);
        listener.setAcceptTimeout(Duration.ofSeconds(60));
        return listener;
    }

    static String at(String address, int port) {
        return address.replace("{port}", Integer.toString(port));
    }
}
