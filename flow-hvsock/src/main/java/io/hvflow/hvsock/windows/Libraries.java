package io.hvflow.hvsock.windows;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the native functions come from: the libraries of Windows. The tests of other systems put a stand-in in their place,
 * before anything is linked; nothing else can.
 */
final class Libraries {
    private static volatile @Nullable SymbolLookup standIn;

    private Libraries() {}

    /** For tests: has everything looked up there from now on, on any system. */
    static void standIn(SymbolLookup lookup) {
        standIn = lookup;
    }

    /** Why there are none on this system; empty if there are. */
    static Optional<String> missing() {
        String system = System.getProperty("os.name", "");
        return system.startsWith("Windows") || standIn != null
                ? Optional.empty()
                : Optional.of("needs Windows, and this is " + system);
    }

    static SymbolLookup of(String library) {
        SymbolLookup lookup = standIn;
        return lookup != null ? lookup : SymbolLookup.libraryLookup(library, Arena.global());
    }

    /**
     * The state to capture with a call of Winsock. {@code WSAGetLastError} is captured on Windows alone; elsewhere, a
     * stand-in leaves the error number in {@code errno}.
     */
    static String errorState() {
        return Linker.Option.captureStateLayout().memberLayouts().stream()
                .flatMap(state -> state.name().stream())
                .filter("WSAGetLastError"::equals)
                .findAny()
                .orElse("errno");
    }
}
