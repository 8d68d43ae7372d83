package io.hvflow.hvsock.windows;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.HvsockAddress;
import java.util.Optional;
import java.util.UUID;

/** The services that Hyper-V knows of, which stand in the host's registry. */
public final class Services {
    static final String KEY =
            "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Virtualization\\GuestCommunicationServices\\";
    static final String VALUE = "ElementName";

    private Services() {}

    /** Registers a service under a name; false if it was already. */
    public static boolean register(UUID service, String name) throws FlowException {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("name is \"" + name + "\", must have no NUL in it");
        }
        HvsockAddress address = new HvsockAddress(HvsockAddress.WILDCARD, service);
        Optional<String> missing = Libraries.missing();
        if (missing.isPresent()) {
            throw new FlowUnsupportedException("register", address, "the registry " + missing.get(), null);
        }
        String key = KEY + service;
        if (Registry.read(key, VALUE).equals(Optional.of(name))) {
            return false;
        }
        int outcome = Registry.write(key, VALUE, name);
        if (outcome == -WinError.ERROR_ACCESS_DENIED) {
            throw new FlowAddressException(
                    "register",
                    address,
                    "only an administrator may change HKEY_LOCAL_MACHINE\\" + key
                            + "; run this once in an elevated process",
                    WinError.nativeError(-outcome));
        }
        if (outcome < 0) {
            throw WinFailures.other("register", address, -outcome);
        }
        return true;
    }
}
