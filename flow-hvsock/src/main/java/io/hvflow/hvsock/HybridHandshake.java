package io.hvflow.hvsock;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.HybridAddress;
import io.hvflow.NativeError;
import io.hvflow.hvsock.posix.Failures;
import io.hvflow.hvsock.posix.PosixStreamSocket;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a virtual machine's monitor for a port of the guest: {@code CONNECT 5000\n}, answered by {@code OK 1073741824\n} with the
 * port that the monitor chose for the host's end. A monitor that cannot connect says nothing and closes.
 */
final class HybridHandshake {
    /** More than the longest that is right, and enough to quote of one that is not. */
    private static final int LONGEST_ANSWER = 64;

    private static final String ANSWER_BEGINS = "OK ";
    private static final Pattern ANSWER = Pattern.compile("OK ([0-9]{1,10})\n");
    private static final long MAX_PORT = 0xFFFFFFFFL;

    private final PosixStreamSocket socket;
    private final HybridAddress address;
    private final Duration timeout;
    private final long deadline;
    private final Waiter readable;
    private final StringBuilder answer = new StringBuilder();

    HybridHandshake(PosixStreamSocket socket, HybridAddress address, Duration timeout, long deadline) {
        this.socket = socket;
        this.address = address;
        this.timeout = timeout;
        this.deadline = deadline;
        this.readable = socket.waiting().waiter(Readiness.READABLE);
    }

    /**
     * Asks, and waits for the answer.
     *
     * @return the port of the host's end
     */
    long perform() throws IOException {
        try {
            ask();
            while (!isComplete()) {
                readOn();
            }
        } catch (FlowClosedException e) {
            throw refused(e.nativeError().orElse(null));
        } catch (FlowResetException e) {
            throw refused(e.nativeError().orElse(null));
        }
        Matcher matcher = ANSWER.matcher(answer);
        if (matcher.matches()) {
            long port = Long.parseLong(matcher.group(1));
            if (port <= MAX_PORT) {
                return port;
            }
        }
        throw wrong("the answer was");
    }

    /** In one write: Firecracker takes a line that comes in pieces for the end of the stream, and closes. */
    private void ask() throws IOException {
        ByteBuffer line = ByteBuffer.wrap(("CONNECT " + address.port() + "\n").getBytes(ISO_8859_1));
        socket.write(line);
        if (line.hasRemaining()) {
            throw new FlowException("connect", address, "the socket did not take the request in one piece");
        }
    }

    private boolean isComplete() {
        int length = answer.length();
        if (length == LONGEST_ANSWER || (length > 0 && answer.charAt(length - 1) == '\n')) {
            return true;
        }
        // An answer that begins wrongly is not going to be right: no need to wait for the end of its line.
        int begun = Math.min(length, ANSWER_BEGINS.length());
        return !answer.substring(0, begun).equals(ANSWER_BEGINS.substring(0, begun));
    }

    /** Takes what has come of the line, and nothing behind it: the guest's first bytes may be there already. */
    private void readOn() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_ANSWER - answer.length());
        int count = socket.peek(bytes);
        if (count == 0) {
            await();
            return;
        }
        if (count < 0) {
            throw refused(null);
        }
        String peeked = new String(bytes.array(), 0, count, ISO_8859_1);
        int newline = peeked.indexOf('\n');
        bytes.clear().limit(newline < 0 ? count : newline + 1);
        int taken = socket.read(bytes);
        answer.append(peeked, 0, Math.max(0, taken));
    }

    private void await() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("connect " + address + ": interrupted while waiting for the answer");
        }
        if (deadline != Waiter.NEVER && deadline - System.nanoTime() <= 0) {
            String missing = answer.isEmpty()
                    ? "the monitor has not answered; the guest may not be up:"
                    : "the answer got no further than " + quoted() + ":";
            throw Failures.late(address, missing + " no answer", timeout);
        }
        readable.await(deadline);
    }

    /** The end of the stream in place of an answer is how monitors say no; within an answer it is a mistake of theirs. */
    private FlowException refused(@Nullable NativeError error) {
        if (!answer.isEmpty()) {
            return wrong("the connection ended within the answer");
        }
        return new FlowRefusedException(
                "connect",
                address,
                "the monitor closed the connection without an answer: nobody listens on the guest's port "
                        + address.port() + ", or the guest is not ready",
                error);
    }

    private FlowException wrong(String what) {
        return new FlowException(
                "connect",
                address,
                what + " " + quoted() + " where \"OK\" and a port belong; is " + address.path()
                        + " a monitor's vsock socket?");
    }

    private String quoted() {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < answer.length(); i++) {
            char c = answer.charAt(i);
            switch (c) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '"', '\\' -> text.append('\\').append(c);
                default -> {
                    if (c >= ' ' && c < 0x7f) {
                        text.append(c);
                    } else {
                        text.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
                    }
                }
            }
        }
        return text.append(answer.length() == LONGEST_ANSWER ? "\"..." : "\"").toString();
    }
}
