package io.hvflow.conformance.plain;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.HybridAddress;
import io.hvflow.HyperkitAddress;
import io.hvflow.UnixAddress;
import io.hvflow.conformance.ForeignEnds;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Flows over UNIX-domain sockets whose far ends are plain sockets of another process. */
public final class PlainEnds implements ForeignEnds {
    private static final long PORT = 5000;
    private static final String OK = "OK 1073741824\n";

    /** The family of a flow's address. */
    public enum Family {
        /** A socket file. */
        UNIX,
        /** A VMM's socket file, with a plain program in the VMM's place. */
        HYBRID,
        /** hyperkit's directory, with a plain program in hyperkit's place. */
        HYPERKIT
    }

    private static final String CONNECTS = ", the flow connects";
    private static final String ACCEPTS = ", the flow is accepted";

    private final List<Family> families;
    private final boolean own;
    private final Supplier<Path> fresh;
    private final Supplier<Path> freshDirectory;

    /**
     * Makes them.
     *
     * @param families the families of the flows
     * @param own whether an end may have a process of its own, which can then be stopped and killed
     * @param fresh paths for socket files
     * @param freshDirectory paths of empty directories
     */
    public PlainEnds(List<Family> families, boolean own, Supplier<Path> fresh, Supplier<Path> freshDirectory) {
        this.families = families;
        this.own = own;
        this.fresh = fresh;
        this.freshDirectory = freshDirectory;
    }

    /** The process that holds all ends that need none of their own. */
    private static final class Shared {
        private static final ReentrantLock LOCK = new ReentrantLock();
        private static @Nullable PlainProcess process; // guarded by LOCK

        private Shared() {}

        static PlainProcess process(Path control) throws IOException {
            LOCK.lock();
            try {
                PlainProcess made = process;
                if (made == null) {
                    made = PlainProcess.start(control, false);
                    process = made;
                }
                return made;
            } finally {
                LOCK.unlock();
            }
        }
    }

    private PlainEnd end(boolean alone) throws IOException {
        return PlainEnd.in(own && alone ? PlainProcess.start(fresh.get(), true) : Shared.process(fresh.get()));
    }

    @Override
    public List<String> ways() {
        List<String> ways = new ArrayList<>();
        for (Family family : families) {
            ways.add(family + CONNECTS);
            ways.add(family + ACCEPTS);
        }
        return ways;
    }

    @Override
    public Met open(String way, FlowOptions options, ByteBuffer first, boolean alone) throws IOException {
        Family family = Family.valueOf(way.substring(0, way.indexOf(',')));
        PlainEnd far = end(alone);
        try {
            return way.endsWith(CONNECTS) ? connect(family, options, far, first) : accept(family, options, far, first);
        } catch (IOException | RuntimeException e) {
            far.close();
            throw e;
        }
    }

    private Met connect(Family family, FlowOptions options, PlainEnd far, ByteBuffer first) throws IOException {
        Place place = place(family);
        far.listen(place.dialled());
        Connecting connecting = new Connecting(place.connect(), options);
        String line = far.accept(place.request().length(), joined(place.answer(), first));
        if (!line.equals(place.request())) {
            throw new IOException("asked with \"" + line.strip() + "\", not with \""
                    + place.request().strip() + "\"");
        }
        return new Met(connecting.flow(), far);
    }

    private Met accept(Family family, FlowOptions options, PlainEnd far, ByteBuffer first) throws IOException {
        Place place = place(family);
        try (FlowListener listener = Flows.listen(place.listen(), options)) {
            listener.setAcceptTimeout(options.connectTimeout());
            far.connect(place.served());
            far.send(first);
            return new Met(listener.accept(), far);
        }
    }

    /**
     * Where flows and plain sockets meet.
     *
     * @param connect what a flow connects to
     * @param dialled where a plain socket listens for it
     * @param request what it is sent first
     * @param answer what it answers
     * @param listen what a flow listens on
     * @param served where a plain socket connects to
     */
    private record Place(
            FlowAddress connect, Path dialled, String request, String answer, FlowAddress listen, Path served) {}

    private Place place(Family family) {
        Path path = family == Family.HYPERKIT ? freshDirectory.get() : fresh.get();
        return switch (family) {
            case UNIX -> new Place(new UnixAddress(path), path, "", "", new UnixAddress(path), path);
            case HYBRID ->
                new Place(
                        new HybridAddress(path, PORT),
                        path,
                        "CONNECT " + PORT + "\n",
                        OK,
                        new HybridAddress(path, PORT),
                        path.resolveSibling(path.getFileName() + "_" + PORT));
            case HYPERKIT ->
                new Place(
                        new HyperkitAddress(path, PORT),
                        path.resolve("connect"),
                        "00000003.00001388\n",
                        "",
                        new HyperkitAddress(path, PORT),
                        path.resolve("00000002.00001388"));
        };
    }

    private static ByteBuffer joined(String text, ByteBuffer bytes) {
        byte[] head = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(head.length + bytes.remaining())
                .put(head)
                .put(bytes.duplicate())
                .flip();
    }

    /** A connect that goes on while the far end accepts. */
    private static final class Connecting {
        private final FutureTask<Flow> task;

        Connecting(FlowAddress address, FlowOptions options) {
            task = new FutureTask<>(() -> Flows.connect(address, options));
            Thread.ofVirtual().name("connect " + address).start(task);
        }

        Flow flow() throws IOException {
            try {
                return task.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted").initCause(e);
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException io -> throw io;
                    case RuntimeException unchecked -> throw unchecked;
                    case Error error -> throw error;
                    case null, default -> throw new IOException(e);
                }
            }
        }
    }

    // Strangers

    /** What a plain program answers instead of {@code OK}, and then closes, or does not. */
    private static final List<String> ANSWERS = List.of(
            "",
            "\n",
            "OK\n",
            "OK -1\n",
            "OK 99999999999999999999\n",
            "NO\n",
            "ok 5\n",
            "OK 5",
            "\0\0\0\0\n",
            "\u00ff\u00fe\u00fd\n",
            "\u001b[31mOK 5\n",
            "OK ".repeat(5000),
            "OK 5\n\n");

    private static final String SILENT = ", and stays";
    private static final String NAMED = "named ";

    /** What clients call themselves. */
    private static final List<String> NAMES = List.of("a b", "new\nline", "\u001b[2J", "\u00e4\u20ac", "%41:?#", "-");

    @Override
    public List<String> strangers() {
        List<String> strangers = new ArrayList<>();
        if (families.contains(Family.HYBRID)) {
            for (int i = 0; i < ANSWERS.size(); i++) {
                strangers.add("answer " + i);
                strangers.add("answer " + i + SILENT);
            }
        }
        for (Family family : families) {
            for (int i = 0; i < NAMES.size(); i++) {
                strangers.add(family + " " + NAMED + i);
            }
            strangers.add(family + " " + NAMED + "no text");
        }
        return strangers;
    }

    @Override
    public Flow meet(String stranger, FlowOptions options) throws IOException {
        try (Stranger other = new Stranger(fresh, freshDirectory)) {
            if (stranger.startsWith("answer ")) {
                String number = stranger.substring("answer ".length()).replace(SILENT, "");
                Place place = place(Family.HYBRID);
                other.answer(
                        place.dialled(),
                        place.request().length(),
                        ANSWERS.get(Integer.parseInt(number)).getBytes(StandardCharsets.ISO_8859_1),
                        stranger.endsWith(SILENT));
                return Flows.connect(place.connect(), options);
            }
            Place place = place(Family.valueOf(stranger.substring(0, stranger.indexOf(' '))));
            String name = stranger.substring(stranger.indexOf(NAMED) + NAMED.length());
            try (FlowListener listener = Flows.listen(place.listen(), options)) {
                listener.setAcceptTimeout(options.connectTimeout());
                if (name.equals("no text")) {
                    other.connectFromNoText(place.served());
                } else {
                    other.connectFrom(NAMES.get(Integer.parseInt(name)), place.served());
                }
                return listener.accept();
            }
        }
    }
}
