package io.hvflow.hvsock.windows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** The headers, the compiler and the import libraries of mingw-w64. Tests that need them abort where they are missing, but not in CI. */
final class Mingw {
    private static final String COMPILER = "x86_64-w64-mingw32-gcc";
    private static final String ARCHIVE = "!<arch>\n";
    private static final int MEMBER_HEADER = 60;

    private Mingw() {}

    /** What the compiler says of a C program, and the object file that it makes of it; that is empty if it makes none. */
    record Compiled(String messages, byte[] object) {}

    static Compiled compile(String program) throws IOException, InterruptedException {
        Path object = Files.createTempFile("hvflow", ".o");
        Path messages = Files.createTempFile("hvflow", ".txt");
        try {
            Process compiler;
            try {
                compiler = new ProcessBuilder(List.of(COMPILER, "-x", "c", "-c", "-o", object.toString(), "-"))
                        .redirectErrorStream(true)
                        .redirectOutput(messages.toFile())
                        .start();
            } catch (IOException e) {
                throw missing(e.getMessage());
            }
            try (OutputStream in = compiler.getOutputStream()) {
                in.write(program.getBytes(StandardCharsets.US_ASCII));
            }
            if (!compiler.waitFor(50, TimeUnit.SECONDS)) {
                compiler.destroyForcibly();
                throw new AssertionError("the compiler has not ended");
            }
            byte[] made = Files.exists(object) ? Files.readAllBytes(object) : new byte[0];
            return new Compiled(Files.readString(messages), made);
        } finally {
            Files.deleteIfExists(object);
            Files.delete(messages);
        }
    }

    /** The symbols of an import library, from the index in front of the archive. */
    static Set<String> symbols(String library) throws IOException {
        Path file = Path.of("/usr/x86_64-w64-mingw32/lib/lib" + library + ".a");
        if (!Files.exists(file)) {
            throw missing(file + " is not there");
        }
        ByteBuffer archive = ByteBuffer.wrap(Files.readAllBytes(file));
        archive.position(ARCHIVE.length() + MEMBER_HEADER);
        int count = archive.getInt();
        archive.position(archive.position() + count * Integer.BYTES);
        Set<String> symbols = new HashSet<>();
        for (int i = 0; i < count; i++) {
            StringBuilder symbol = new StringBuilder();
            for (byte next = archive.get(); next != 0; next = archive.get()) {
                symbol.append((char) next);
            }
            symbols.add(symbol.toString());
        }
        return symbols;
    }

    private static RuntimeException missing(String what) {
        String reason = "needs mingw-w64 (apt-get install gcc-mingw-w64-x86-64-win32): " + what;
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            throw new AssertionError(reason);
        }
        return new TestAbortedException(reason);
    }
}
