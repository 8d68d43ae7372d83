package io.hvflow.lab;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowTimeoutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/** Transfers and many connections with programs that nobody here wrote. */
final class LabChecks {
    private static final int CHUNK = 1 << 16;
    private static final int IN_A_ROW = 1000;
    private static final int AT_ONCE = 200;

    /** How much may be unanswered at once where a stream must never be full: less than a UNIX-domain socket holds. */
    private static final int UNANSWERED = 1 << 17;

    /** After how long without room a direction is taken for full. */
    private static final Duration FULL = Duration.ofSeconds(5);

    /** How long bytes that are there may take to come. */
    private static final Duration COMING = Duration.ofSeconds(15);

    private final LabGuest guest;

    private LabChecks(LabGuest guest) {
        this.guest = guest;
    }

    /**
     * One thing to try.
     *
     * @param name a short word
     * @param what what is tried
     * @param body tells what it found, or throws
     */
    record LabCheck(String name, String what, Callable<String> body) {}

    static List<LabCheck> all(LabGuest guest) {
        LabChecks checks = new LabChecks(guest);
        return List.of(
                new LabCheck("echo", "half-close with socat, which listens", () -> checks.halfClose(checks.dial())),
                new LabCheck("echo", "half-close with socat, which connects", () -> checks.halfClose(checks.called())),
                new LabCheck("digest", "100 MB to socat, which listens", checks::digestThere),
                new LabCheck("digest", "100 MB from socat, which listens", checks::digestHere),
                new LabCheck("digest", "100 MB to socat, which connects", checks::digestCalled),
                new LabCheck("row", IN_A_ROW + " connections in a row", checks::inARow),
                new LabCheck("crowd", AT_ONCE + " connections at once", checks::atOnce),
                new LabCheck("gib", "1 GiB there and back", checks::gibibyte),
                new LabCheck("full", "both directions full, then read", checks::full));
    }

    private Callable<Flow> dial() {
        return () -> guest.connect(LabGuest.ECHO);
    }

    private Callable<Flow> called() {
        return () -> called(LabGuest.CALL_ECHO, LabGuest.HOST_ECHO);
    }

    /** The guest's own connection. */
    private Flow called(int service, int port) throws IOException {
        try (FlowListener listener = guest.listen(port)) {
            Flow call = guest.connect(service);
            try {
                return listener.accept();
            } finally {
                call.close();
            }
        }
    }

    /** All that was sent comes back, then end of stream. Where the device takes an end for a close, all that was awaited first. */
    private String halfClose(Callable<Flow> opening) throws Exception {
        byte[] sent = new byte[1_000_000];
        new Random(1).nextBytes(sent);
        try (Flow flow = opening.call()) {
            FutureTask<Void> writing = start(() -> {
                flow.write(ByteBuffer.wrap(sent));
                if (guest.halfClose()) {
                    flow.shutdownWrite();
                }
                return null;
            });
            ByteBuffer back = ByteBuffer.allocate(sent.length);
            boolean full = flow.readInto(back);
            await(writing);
            check(
                    full && ByteBuffer.wrap(sent).equals(back.flip()),
                    "of %d bytes came back %d",
                    sent.length,
                    back.limit());
            flow.shutdownWrite();
            int more = flow.read(ByteBuffer.allocate(1));
            check(more == -1, "more came back than was sent");
            return sent.length + " bytes and an end of stream came back"
                    + (guest.halfClose()
                            ? ""
                            : "; the end was sent after the last had come, since the device needs that");
        }
    }

    private String digestThere() throws Exception {
        try (Flow flow = guest.connect(LabGuest.DIGEST)) {
            return digestAnswered(flow);
        }
    }

    private String digestCalled() throws Exception {
        try (Flow flow = called(LabGuest.CALL_DIGEST, LabGuest.HOST_DIGEST)) {
            return digestAnswered(flow);
        }
    }

    private static String digestAnswered(Flow flow) throws Exception {
        String ours = send(flow, LabGuest.DIGESTED, 2, count -> {});
        ByteBuffer theirs = ByteBuffer.allocate(64);
        check(flow.readInto(theirs), "no digest came");
        String text = new String(theirs.array(), StandardCharsets.US_ASCII);
        check(text.equals(ours), "the digest is %s there, %s here", text, ours);
        return "equal SHA-256";
    }

    private String digestHere() throws Exception {
        MessageDigest numbers = sha256();
        byte[] period = numbers();
        for (int i = 0; i < LabGuest.DIGESTED / period.length; i++) {
            numbers.update(period);
        }
        try (Flow flow = guest.connect(LabGuest.NUMBERS)) {
            String theirs = receive(flow, LabGuest.DIGESTED, count -> {});
            check(flow.read(ByteBuffer.allocate(1)) == -1, "more came than was due");
            check(theirs.equals(HexFormat.of().formatHex(numbers.digest())), "other bytes came than were sent");
        }
        return "equal SHA-256, then end of stream";
    }

    private static byte[] numbers() {
        StringBuilder lines = new StringBuilder();
        for (int number = 1; lines.length() < LabGuest.PERIOD; number++) {
            lines.append(number).append('\n');
        }
        return lines.substring(0, LabGuest.PERIOD).getBytes(StandardCharsets.US_ASCII);
    }

    private String gibibyte() throws Exception {
        long bytes = 1L << 30;
        long start = System.nanoTime();
        Semaphore unanswered = new Semaphore(guest.duplex() ? Integer.MAX_VALUE : UNANSWERED);
        try (Flow flow = guest.connect(LabGuest.ECHO)) {
            FutureTask<String> sending = start(() -> send(flow, bytes, 3, unanswered::acquire));
            String back = receive(flow, bytes, unanswered::release);
            check(await(sending).equals(back), "other bytes came back than were sent");
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(Locale.ROOT, "equal SHA-256, %.0f MiB/s each way", 1024 / seconds)
                + (guest.duplex()
                        ? ""
                        : "; no more than " + UNANSWERED + " bytes unanswered, since the device needs that");
    }

    /** Writes until there is no room, without reading; what was accepted then comes back. */
    private String full() throws Exception {
        Flow flow = guest.connect(LabGuest.ECHO);
        try {
            flow.setWriteTimeout(FULL);
            long accepted = fill(flow);
            flow.setReadTimeout(COMING);
            long back = 0;
            try {
                for (ByteBuffer chunk = ByteBuffer.allocate(CHUNK); back < accepted; back += chunk.position()) {
                    check(flow.read(chunk.clear()) != -1, "end of stream after %d of %d bytes", back, accepted);
                }
            } catch (FlowTimeoutException e) {
                check(!guest.duplex(), "of %d bytes %d came back, then nothing", accepted, back);
                return String.format(
                        Locale.ROOT,
                        "of %d bytes %d came back, then nothing, as is known of the device",
                        accepted,
                        back);
            }
            check(guest.duplex(), "all %d bytes came back, which the device is known to fail at", accepted);
            return accepted + " bytes came back";
        } finally {
            flow.abort();
        }
    }

    /** Writes until there is no room; returns how much was accepted. */
    private static long fill(Flow flow) throws IOException {
        long accepted = 0;
        while (true) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            try {
                flow.write(chunk);
                accepted += CHUNK;
            } catch (FlowTimeoutException e) {
                return accepted + chunk.position();
            }
        }
    }

    private String inARow() throws Exception {
        for (int i = 0; i < IN_A_ROW; i++) {
            try (Flow flow = guest.connect(LabGuest.ECHO)) {
                exchange(flow, i);
            } catch (IOException | AssertionError e) {
                throw new AssertionError("connection " + i + ": " + e, e);
            }
        }
        return "every one answered";
    }

    private String atOnce() throws Exception {
        CountDownLatch connected = new CountDownLatch(AT_ONCE);
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            int number = i;
            tasks.add(start(() -> {
                try (Flow flow = guest.connect(LabGuest.ECHO)) {
                    connected.countDown();
                    connected.await();
                    exchange(flow, number);
                } finally {
                    connected.countDown();
                }
                return null;
            }));
        }
        for (FutureTask<Void> task : tasks) {
            await(task);
        }
        return "every one answered, while all were open";
    }

    private static void exchange(Flow flow, int number) throws IOException {
        ByteBuffer question = ByteBuffer.allocate(8).putLong(number).flip();
        flow.write(question.duplicate());
        ByteBuffer answer = ByteBuffer.allocate(8);
        check(flow.readInto(answer) && answer.flip().equals(question), "another answer than was due");
    }

    /** What to do with a number of bytes before they are sent, or after they have come. */
    private interface Counting {
        void count(int bytes) throws InterruptedException;
    }

    /** Sends random bytes; returns their digest. */
    private static String send(Flow flow, long bytes, long seed, Counting before)
            throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        Random random = new Random(seed);
        byte[] chunk = new byte[CHUNK];
        for (long left = bytes; left > 0; left -= chunk.length) {
            random.nextBytes(chunk);
            int count = (int) Math.min(left, chunk.length);
            digest.update(chunk, 0, count);
            before.count(count);
            flow.write(ByteBuffer.wrap(chunk, 0, count));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Reads so many bytes; returns their digest. */
    private static String receive(Flow flow, long bytes, Counting after) throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long left = bytes;
        while (left > 0) {
            chunk.clear().limit((int) Math.min(left, CHUNK));
            check(flow.read(chunk) != -1, "end of stream %d bytes too early", left);
            left -= chunk.flip().remaining();
            after.count(chunk.remaining());
            digest.update(chunk);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    private static <T extends @org.jspecify.annotations.Nullable Object> FutureTask<T> start(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.ofVirtual().name("lab").start(task);
        return task;
    }

    private static <T extends @org.jspecify.annotations.Nullable Object> T await(FutureTask<T> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError(String.valueOf(e.getCause()), e.getCause());
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    private static void check(boolean good, String what, Object... args) {
        if (!good) {
            throw new AssertionError(String.format(Locale.ROOT, what, args));
        }
    }
}
