package io.hvflow.hvsock.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The stand-in for Windows: compiled when first needed, with the machine's compiler, and put in the place of its libraries. */
public final class StandIn {
    private static final String SOURCE = "windows.c";

    private StandIn() {}

    /** Once in a process, since what is linked stays linked. */
    private static final class Holder {
        static final Optional<String> MISSING;
        static final SymbolLookup LIBRARY;

        static {
            SymbolLookup library = name -> Optional.empty();
            Optional<String> missing = Optional.empty();
            try {
                SymbolLookup compiled = compile();
                library = name -> compiled.find("standin_" + name);
                Libraries.standIn(library);
            } catch (IOException e) {
                missing = Optional.of(String.valueOf(e.getMessage()));
            }
            LIBRARY = library;
            MISSING = missing;
        }
    }

    /** Puts the stand-in into place; why that cannot be, if so. */
    public static Optional<String> install() {
        return Holder.MISSING;
    }

    /** From now on, and for sockets that exist, these and no others. */
    public static void oddities(Set<Oddity> chosen) {
        set("oddities", chosen.stream().mapToInt(oddity -> oddity.bit).sum());
    }

    /** How often a handle was used that was not open, or was closed under a call. */
    public static int misuses() {
        return read("misuses");
    }

    /** How many calls block at this moment. */
    static int blocked() {
        return read("blocked");
    }

    /** How many sockets are open. */
    static int openSockets() {
        return read("open_sockets");
    }

    /** How many of the open sockets a child process would inherit. */
    static int inheritedSockets() {
        return read("inherited_sockets");
    }

    /** Whether the process may change the registry, from now on. */
    static void administrator(boolean is) {
        set("administrator", is ? 1 : 0);
    }

    private static void set(String name, int value) {
        install();
        try {
            function(name, FunctionDescriptor.ofVoid(JAVA_INT)).invokeExact(value);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int read(String name) {
        try {
            return (int) function(name, FunctionDescriptor.of(JAVA_INT)).invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(Holder.LIBRARY.findOrThrow(name), descriptor);
    }

    private static SymbolLookup compile() throws IOException {
        Path directory = Files.createTempDirectory("hvflow-standin");
        Path source = directory.resolve(SOURCE);
        Path library = directory.resolve("windows.so");
        try {
            try (InputStream in = StandIn.class.getResourceAsStream(SOURCE)) {
                Files.copy(in, source);
            }
            Compiler.run(List.of(
                    "gcc",
                    "-std=gnu11",
                    "-O1",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-fPIC",
                    "-shared",
                    "-pthread",
                    "-o",
                    library.toString(),
                    source.toString()));
            return SymbolLookup.libraryLookup(library, Arena.global());
        } finally {
            // What is loaded needs its file no more.
            Files.deleteIfExists(library);
            Files.deleteIfExists(source);
            Files.delete(directory);
        }
    }

    /** Runs the compiler. */
    private static final class Compiler {
        static void run(List<String> command) throws IOException {
            Process process;
            try {
                process = new ProcessBuilder(command).redirectErrorStream(true).start();
            } catch (IOException e) {
                throw new IOException(
                        "the stand-in for Windows needs a C compiler (apt-get install gcc libc6-dev): "
                                + e.getMessage(),
                        e);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            try {
                if (process.waitFor() != 0) {
                    throw new IOException("the stand-in for Windows does not compile: " + output);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while compiling", e);
            }
        }
    }
}
