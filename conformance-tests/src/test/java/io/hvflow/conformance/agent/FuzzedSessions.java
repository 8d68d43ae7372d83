package io.hvflow.conformance.agent;

import io.hvflow.conformance.agent.wire.FieldWriter;
import io.hvflow.conformance.agent.wire.Frames;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Sessions of a suite that is out for harm, each the same for the same seed: mostly requests that are right, so that they get
 * somewhere, with numbers at every edge, and now and then a bit turned, a frame cut short or one of a kind that there is not.
 */
final class FuzzedSessions {
    private static final long[] SIZES = {
        0,
        1,
        2,
        4095,
        4096,
        4097,
        65_535,
        65_536,
        1 << 20,
        (64 << 20) - 1,
        64 << 20,
        (64 << 20) + 1,
        0x7FFF_FFFFL,
        0xFFFF_FFFFL
    };
    private static final long[] TIMES = {-1, 0, 1, 1_000, 1_000_000, 50_000_000, Long.MAX_VALUE, Long.MIN_VALUE, -2};
    private static final List<String> OPTIONS = List.of(
            "messageSize",
            "bufferSize",
            "windowSize",
            "backlog",
            "connectTimeout",
            "readTimeout",
            "writeTimeout",
            "closeTimeout",
            "framing",
            "bogus",
            "");
    private static final List<Operation> OFTEN = List.of(
            Operation.LISTEN,
            Operation.LISTEN,
            Operation.ACCEPT,
            Operation.ACCEPT,
            Operation.CONNECT,
            Operation.CONNECT,
            Operation.CONNECT,
            Operation.WRITE,
            Operation.READ);

    private final Random random;
    private final String directory;
    private int id;

    FuzzedSessions(long seed, String directory) {
        this.random = new Random(seed);
        this.directory = directory;
    }

    /** What the suite sends, piece by piece, hello included. */
    List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        frames.add(hello());
        int requests = 5 + random.nextInt(80);
        for (int i = 0; i < requests; i++) {
            request(frames);
        }
        return frames;
    }

    private byte[] hello() {
        byte[] token = new byte[random.nextInt(10) == 0 ? random.nextInt(1025) : 0];
        random.nextBytes(token);
        return Protocol.hello(token);
    }

    private void request(List<byte[]> frames) {
        Operation operation = random.nextBoolean()
                ? OFTEN.get(random.nextInt(OFTEN.size()))
                : Operation.values()[random.nextInt(Operation.values().length)];
        int number = id++ > 0 && random.nextInt(30) == 0 ? random.nextInt(id) : id;
        FieldWriter fields = new FieldWriter();
        int data = fields(operation, fields);
        byte[] frame = Frames.request(number, operation, random.nextInt(2), fields.toBytes());
        switch (random.nextInt(300)) {
            case 0 -> frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> frame = java.util.Arrays.copyOf(frame, random.nextInt(frame.length));
            case 2 -> frame = Frames.of(random.nextInt(256), new byte[random.nextInt(100)]);
            default -> {}
        }
        frames.add(frame);
        if (data > 0) {
            frames.addAll(Frames.data(number, java.nio.ByteBuffer.allocate(data)));
        }
    }

    /** Puts the operation's fields together, and returns how much data belongs to it. */
    private int fields(Operation operation, FieldWriter fields) {
        switch (operation) {
            case PING, WHO -> {}
            case REACH -> fields.text(pick(List.of("unix", "vsock", "", "UNIX", "\u0130", "x".repeat(4000))));
            case LISTEN, CONNECT -> {
                fields.text(address());
                options(fields);
            }
            case ACCEPT_TIMEOUT, READ_TIMEOUT, WRITE_TIMEOUT ->
                fields.u32(thing()).i64(pick(TIMES));
            case READ_SOME, READ_INTO -> fields.u32(thing()).u32((int) size());
            case WRITE -> {
                int size = (int) Math.min(size(), 300_000);
                fields.u32(thing()).u32(size);
                return size;
            }
            case WRITEV -> {
                int count = random.nextInt(200);
                int sum = 0;
                fields.u32(thing()).u32(count);
                for (int i = 0; i < count; i++) {
                    int size = random.nextInt(3) * random.nextInt(2000);
                    fields.u32(size);
                    sum += size;
                }
                return sum;
            }
            case READ_PIECES, WRITE_PIECES -> {
                int size = random.nextInt(100_000);
                fields.u32(thing()).u32(size).u32((int) pick(new long[] {1, 7, 4096, 1 << 20, random.nextInt(9)}));
                return operation == Operation.WRITE_PIECES ? size : 0;
            }
            default -> fields.u32(thing());
        }
        return 0;
    }

    /** A flow or a listener, mostly one that there may be. */
    private int thing() {
        return random.nextInt(20) == 0 ? (int) pick(SIZES) : 1 + random.nextInt(6);
    }

    private long size() {
        return random.nextInt(20) == 0 ? pick(SIZES) : random.nextInt(5000);
    }

    private String address() {
        return random.nextInt(3) > 0
                ? "unix://" + directory + "/s" + random.nextInt(4)
                : pick(List.of(
                        "unix:" + "a".repeat(107),
                        "unix:" + "a".repeat(108),
                        "unix:%ff%fe",
                        "unix:%00",
                        "unix:///" + "%41".repeat(107),
                        "unix:" + "%C3%A9".repeat(54),
                        "unix:@",
                        "unix:",
                        ":",
                        "vsock://4294967296:1",
                        "x".repeat(4000) + ":",
                        "unix://" + directory + "/none/x"));
    }

    private void options(FieldWriter fields) {
        int count = random.nextInt(3) == 0 ? random.nextInt(9) : 0;
        fields.u16(count);
        for (int i = 0; i < count; i++) {
            fields.text(pick(OPTIONS)).i64(random.nextBoolean() ? pick(TIMES) : pick(SIZES));
        }
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private long pick(long[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
