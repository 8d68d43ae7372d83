package io.hvflow.conformance;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.conformance.agent.AgentServer;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The agent from the command line. */
@Command(
        name = "agent",
        description =
                "Has the far end of a target, in another process or on another machine, for a suite that says what to do.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:the suite ended the control channel",
            "2:the command line is wrong",
            "4:the suite broke the protocol, or speaks another version of it",
            "5:the control channel broke, fell silent, or could not be opened"
        })
final class AgentCommand implements Callable<Integer> {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

    @ArgGroup
    private @Nullable Way way;

    /** Where the control channel is. */
    static final class Way {
        @Option(
                names = "--control",
                paramLabel = "PATH|ADDRESS",
                description =
                        "The control channel: a device such as that of a virtio-serial port, for one session after another"
                                + " while they end in order;"
                                + " or an address to connect to, for one session. Standard input and output by default.")
        private @Nullable String control;

        @Option(
                names = "--listen",
                paramLabel = "ADDRESS",
                description = "Serve whoever connects there, until the process is ended.")
        private @Nullable String listen;
    }

    @Override
    public Integer call() {
        try {
            return serve().status();
        } catch (IOException e) {
            complain(String.valueOf(e.getMessage()));
            return AgentServer.End.CHANNEL.status();
        }
    }

    private AgentServer.End serve() throws IOException {
        if (way != null && way.listen != null) {
            return listen(FlowAddress.parse(way.listen));
        }
        if (way == null || way.control == null) {
            return standardStreams();
        }
        return ADDRESS.matcher(way.control).matches()
                ? serve(Flows.connect(FlowAddress.parse(way.control), FlowOptions.DEFAULTS))
                : device(Path.of(way.control));
    }

    private static AgentServer.End standardStreams() {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        // Whoever else prints must not do so between our frames.
        System.setOut(System.err);
        return AgentServer.serve(new FileInputStream(FileDescriptor.in), out, () -> {}, AgentCommand::complain);
    }

    private static AgentServer.End serve(Flow channel) {
        return AgentServer.serve(channel, AgentCommand::complain);
    }

    private static AgentServer.End listen(FlowAddress address) throws IOException {
        try (FlowListener listener = Flows.listen(address, FlowOptions.DEFAULTS)) {
            while (true) {
                Flow channel = listener.accept();
                Thread.ofPlatform().name("session").start(() -> serve(channel));
            }
        }
    }

    /** Opened once, for both directions: a virtio-serial port can be opened by one at a time, and only once. */
    private static AgentServer.End device(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path + ": no such device");
        }
        try (RandomAccessFile device = new RandomAccessFile(path.toFile(), "rw")) {
            while (true) {
                FileInputStream in = new FileInputStream(device.getFD());
                FileOutputStream out = new FileOutputStream(device.getFD());
                AgentServer.End end = AgentServer.serve(new PatientInput(in), out, () -> {}, AgentCommand::complain);
                if (end != AgentServer.End.DONE) {
                    return end; // its reader may still wait for bytes, and would take them from the next session
                }
            }
        }
    }

    private static void complain(String sentence) {
        System.err.println("hvflow agent: " + sentence);
    }
}
