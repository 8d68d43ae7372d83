package io.hvflow;

import org.jspecify.annotations.Nullable;

/** The schemes that this library knows: how each is called and read, and what one of its addresses looks like. */
enum AddressScheme {
    VSOCK("vsock", "vsock://3:5000"),
    HVSOCK("hvsock", "hvsock://parent/5000"),
    HYBRID("hybrid", "hybrid:///run/vm.sock:5000"),
    HYPERKIT("hyperkit", "hyperkit://:5000/vms/0"),
    UNIX("unix", "unix:///run/x.sock"),
    SIM("sim", "sim://guest:5000");

    final String word;
    final String example;

    AddressScheme(String word, String example) {
        this.word = word;
        this.example = example;
    }

    /** The known scheme of that name, in lower case; null for one that only a provider may know. */
    static @Nullable AddressScheme of(String word) {
        for (AddressScheme scheme : values()) {
            if (scheme.word.equals(word)) {
                return scheme;
            }
        }
        return null;
    }

    /** Reads what follows the colon; refuses it with an {@link IllegalArgumentException} that tells the reason only. */
    FlowAddress read(String rest) {
        return switch (this) {
            case VSOCK -> VsockAddress.read(rest);
            case HVSOCK -> HvsockAddress.read(rest);
            case HYBRID -> HybridAddress.read(rest);
            case HYPERKIT -> HyperkitAddress.read(rest);
            case UNIX ->
                rest.startsWith(UnixAbstractAddress.MARK)
                        ? UnixAbstractAddress.read(rest.substring(UnixAbstractAddress.MARK.length()))
                        : UnixAddress.read(rest);
            case SIM -> SimAddress.read(rest);
        };
    }
}
