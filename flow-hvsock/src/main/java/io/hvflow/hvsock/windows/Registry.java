package io.hvflow.hvsock.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The functions of advapi32.dll on the registry: text values under HKEY_LOCAL_MACHINE. Error numbers are returned negated. */
final class Registry {
    // A handle, made by the header of a 32-bit number with its sign.
    static final long HKEY_LOCAL_MACHINE = 0x80000002;
    static final int KEY_READ = 0x20019;
    static final int KEY_SET_VALUE = 0x2;
    static final int REG_SZ = 1;

    private static final int LONGEST = 4096;

    private static final MethodHandle OPEN = Function.REG_OPEN_KEY.link();
    private static final MethodHandle CREATE = Function.REG_CREATE_KEY.link();
    private static final MethodHandle QUERY = Function.REG_QUERY_VALUE.link();
    private static final MethodHandle SET = Function.REG_SET_VALUE.link();
    private static final MethodHandle CLOSE = Function.REG_CLOSE_KEY.link();

    private Registry() {}

    /** The text of a value; empty if it is not there, is no text, or may not be read. */
    static Optional<String> read(String key, String value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(Winsock.ERROR_LAYOUT);
            MemorySegment handle = arena.allocate(JAVA_LONG);
            int opened = (int) OPEN.invokeExact(error, HKEY_LOCAL_MACHINE, text(arena, key), 0, KEY_READ, handle);
            if (opened != 0) {
                return Optional.empty();
            }
            long open = handle.get(JAVA_LONG, 0);
            try {
                MemorySegment type = arena.allocate(JAVA_INT);
                MemorySegment data = arena.allocate(LONGEST, Long.BYTES);
                MemorySegment size = arena.allocateFrom(JAVA_INT, LONGEST);
                int read =
                        (int) QUERY.invokeExact(error, open, text(arena, value), MemorySegment.NULL, type, data, size);
                if (read != 0 || type.get(JAVA_INT, 0) != REG_SZ) {
                    return Optional.empty();
                }
                return Optional.of(text(data, size.get(JAVA_INT, 0)));
            } finally {
                close(error, open);
            }
        } catch (Throwable e) {
            throw Winsock.unexpected(e);
        }
    }

    /** Sets a value, and makes the key if need be; 0, or the error number negated. */
    static int write(String key, String value, String content) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(Winsock.ERROR_LAYOUT);
            MemorySegment handle = arena.allocate(JAVA_LONG);
            int created = (int) CREATE.invokeExact(
                    error,
                    HKEY_LOCAL_MACHINE,
                    text(arena, key),
                    0,
                    MemorySegment.NULL,
                    0,
                    KEY_SET_VALUE,
                    MemorySegment.NULL,
                    handle,
                    MemorySegment.NULL);
            if (created != 0) {
                return -created;
            }
            long open = handle.get(JAVA_LONG, 0);
            try {
                MemorySegment data = text(arena, content);
                return -(int) SET.invokeExact(
                        error, open, text(arena, value), 0, REG_SZ, data, Math.toIntExact(data.byteSize()));
            } finally {
                close(error, open);
            }
        } catch (Throwable e) {
            throw Winsock.unexpected(e);
        }
    }

    private static void close(MemorySegment error, long key) throws Throwable {
        int closed = (int) CLOSE.invokeExact(error, key);
        assert closed == 0 : "a key that was open could not be closed";
    }

    private static MemorySegment text(Arena arena, String text) {
        return arena.allocateFrom(text, StandardCharsets.UTF_16LE);
    }

    /** Whoever wrote it may have left out the zero at its end. */
    private static String text(MemorySegment data, int size) {
        byte[] bytes = data.asSlice(0, size).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        String text = new String(bytes, StandardCharsets.UTF_16LE);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
