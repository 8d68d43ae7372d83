package io.hvflow.hvsock;

import io.hvflow.FlowException;
import io.hvflow.hvsock.windows.Services;
import io.hvflow.hvsock.windows.VirtualMachines;
import java.io.IOException;
import java.util.Objects;
import java.util.UUID;

/**
 * What a Hyper-V host has to be asked and told before {@link io.hvflow.HvsockAddress} addresses can be used: the ids of its
 * virtual machines, and the services that they may reach. On Windows only; needs no native access but for the registry. All
 * methods may be called from any thread.
 */
public final class HyperV {
    private HyperV() {}

    /**
     * The id of a virtual machine of this host, for {@link io.hvflow.HvsockAddress#partition}. It stays the same for as long as
     * the machine exists, so programs look it up once; WSL's changes whenever it starts. {@link io.hvflow.HvsockNameAddress} does
     * so for each connect.
     *
     * <p>Runs PowerShell, which takes a second or more; blocks for a minute at most, and can be interrupted. Names are compared as
     * Hyper-V compares them, without regard to case, and are only ever names: no character in them has a meaning.
     *
     * @param name the name, as Hyper-V Manager shows it
     * @return the id
     * @throws io.hvflow.FlowAddressException if no machine or more than one has the name, or if the caller may not ask: an
     *     administrator and the members of the group Hyper-V Administrators may
     * @throws io.hvflow.FlowUnsupportedException if there is no PowerShell here, or none with Hyper-V's module
     * @throws io.hvflow.FlowTimeoutException if PowerShell does not answer
     * @throws java.io.InterruptedIOException if interrupted while waiting; the interrupt status stays set
     * @throws IOException if Hyper-V refuses otherwise; the message says what it said
     */
    public static UUID virtualMachine(String name) throws IOException {
        return VirtualMachines.here().id(Objects.requireNonNull(name, "name"));
    }

    /**
     * Registers a service with this host, without which Hyper-V lets nobody connect to it across partitions: its id as a key under {@code
     * HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization\GuestCommunicationServices}, with the name as
     * its value {@code ElementName}. Does not block.
     *
     * <p>Once for each service and host is enough, when an application is installed: it outlasts restarts. A service that is
     * registered under this name already is left alone, which takes no rights; one with another name is renamed.
     *
     * @param service the service id; of a port, that of {@link io.hvflow.HvsockAddress#of}
     * @param name what administrators are to see
     * @return whether anything was changed
     * @throws IllegalArgumentException if the name has a NUL in it
     * @throws io.hvflow.FlowAddressException if the caller is no administrator
     * @throws io.hvflow.FlowUnsupportedException if this is not Windows
     * @throws FlowException if the registry refuses otherwise
     */
    public static boolean registerService(UUID service, String name) throws FlowException {
        return Services.register(Objects.requireNonNull(service, "service"), Objects.requireNonNull(name, "name"));
    }
}
