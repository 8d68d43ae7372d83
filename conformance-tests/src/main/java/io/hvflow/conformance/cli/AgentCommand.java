package io.hvflow.conformance.cli;

import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.UnixAddress;
import io.hvflow.conformance.agent.AgentToken;
import io.hvflow.conformance.agent.server.AgentAccess;
import io.hvflow.conformance.agent.server.AgentListener;
import io.hvflow.conformance.agent.server.AgentServer;
import io.hvflow.conformance.text.Printable;
import io.hvflow.hvsock.UnixOptions;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The agent from the command line. */
@Command(
        name = "agent",
        description =
                "Has the far end of a target, in another process or on another machine, for a suite that says what to do."
                        + " It lends the suite its rights: what it may connect to and listen on, the suite may.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:the suite ended the control channel",
            "2:the command line is wrong, or would let anybody in",
            "4:the suite broke the protocol, has not the token, or speaks another version",
            "5:the control channel broke, fell silent, or could not be opened"
        })
public final class AgentCommand implements Callable<Integer> {
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

    @ArgGroup
    private @Nullable Way way;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Serve only suites that know the secret in it, of 16 to 1024 bytes; without this option, that of the"
                            + " environment variable " + AgentToken.VARIABLE + ", if it is set.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--allow",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Connect to and listen on such addresses only; * stands for anything but a slash, as in"
                    + " vsock://*:5000 or unix:///run/lab/*. Repeatable; all addresses by default.")
    private List<String> allowed = new ArrayList<>();

    @Option(
            names = "--sessions",
            paramLabel = "N",
            description = "How many suites to serve at a time with --listen; ${DEFAULT-VALUE} by default.")
    private int sessions = 16;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

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
                description =
                        "Serve suites that connect there, until the process is ended. A socket file (unix:PATH) is made for"
                                + " this user alone (mode 0600). Any other address takes a token. A caller has 10 s to say"
                                + " hello.")
        private @Nullable String listen;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (sessions < 1) {
            throw wrong("--sessions must be more than zero");
        }
        AgentAccess access = access();
        try {
            return serve(access).status();
        } catch (IOException e) {
            complain(String.valueOf(e.getMessage()));
            return AgentServer.End.CHANNEL.status();
        }
    }

    private AgentAccess access() {
        try {
            Optional<AgentToken> token = tokenFile == null
                    ? AgentToken.ofEnvironment(System.getenv())
                    : Optional.of(AgentToken.read(tokenFile));
            AgentAccess access = AgentAccess.OPEN.allow(allowed);
            return token.map(access::token).orElse(access);
        } catch (IOException e) {
            throw wrong("--token-file cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private AgentServer.End serve(AgentAccess access) throws IOException, InterruptedException {
        if (way != null && way.listen != null) {
            return listen(address("--listen", way.listen), access);
        }
        if (way == null || way.control == null) {
            return standardStreams(access);
        }
        return ADDRESS.matcher(way.control).matches()
                ? AgentServer.serve(
                        Flows.connect(address("--control", way.control), FlowOptions.DEFAULTS),
                        access,
                        AgentCommand::complain)
                : device(Path.of(way.control), access);
    }

    private FlowAddress address(String option, String text) {
        try {
            return FlowAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(option + ": " + e.getMessage());
        }
    }

    private static AgentServer.End standardStreams(AgentAccess access) {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        // Whoever else prints must not do so between our frames.
        System.setOut(System.err);
        return AgentServer.serve(new FileInputStream(FileDescriptor.in), out, () -> {}, access, AgentCommand::complain);
    }

    private AgentServer.End listen(FlowAddress address, AgentAccess access) throws IOException, InterruptedException {
        boolean ownFile = address instanceof UnixAddress unix && hasRights(unix.path());
        if (!ownFile && !access.hasToken()) {
            throw wrong(
                    "--listen " + address + " would lend this user's rights to whoever reaches that address: share a"
                            + " token with the suite, by --token-file or " + AgentToken.VARIABLE
                            + ", or listen on a socket file (unix:PATH)");
        }
        FlowOptions options = ownFile ? forItsOwner() : FlowOptions.DEFAULTS;
        try (FlowListener listener = Flows.listen(address, options)) {
            // A provider may serve unix: that does not know these options.
            if (ownFile
                    && address instanceof UnixAddress unix
                    && !Files.getPosixFilePermissions(unix.path()).equals(OWNER_ALONE)) {
                throw new IOException(
                        "the provider that serves " + address + " does not give its socket file mode 0600;"
                                + " listen on another address with a token, or start java without that provider");
            }
            new AgentListener(listener, access, sessions, AgentCommand::complain).serve();
        }
        return AgentServer.End.DONE;
    }

    /** Options of which the socket file has its mode before anybody can connect. */
    private static FlowOptions forItsOwner() throws IOException {
        try {
            return FlowOptions.DEFAULTS.transport(UnixOptions.DEFAULTS.mode(OWNER_ALONE));
        } catch (NoClassDefFoundError e) {
            throw new IOException(
                    "to listen at a socket file takes flow-hvsock: add its jar to the class path, or listen on another"
                            + " address with a token",
                    e);
        }
    }

    /** Whether a socket file there has an owner and a mode, which the system looks at when somebody connects. */
    private static boolean hasRights(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        return directory != null && Files.getFileAttributeView(directory, PosixFileAttributeView.class) != null;
    }

    /** Opened once, for both directions: a virtio-serial port can be opened by one at a time, and only once. */
    private static AgentServer.End device(Path path, AgentAccess access) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path + ": no such device");
        }
        try (RandomAccessFile device = new RandomAccessFile(path.toFile(), "rw")) {
            while (true) {
                FileInputStream in = new FileInputStream(device.getFD());
                FileOutputStream out = new FileOutputStream(device.getFD());
                AgentServer.End end =
                        AgentServer.serve(new PatientInput(in), out, () -> {}, access, AgentCommand::complain);
                if (end != AgentServer.End.DONE) {
                    return end; // its reader may still wait for bytes, and would take them from the next session
                }
            }
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static void complain(String sentence) {
        System.err.println("hvflow agent: " + Printable.line(sentence));
    }
}
