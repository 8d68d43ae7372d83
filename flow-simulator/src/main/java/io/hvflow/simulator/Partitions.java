package io.hvflow.simulator;

import io.hvflow.HvsockAddress;
import io.hvflow.SimAddress;
import io.hvflow.VsockAddress;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The partitions of one hypervisor by all their names; made when first asked for. */
final class Partitions {
    private static final long FIRST_GUEST = 3;
    /** UUIDs of version 8: "hvflow", then the CID. */
    private static final UUID VM_ID_OF_0 = UUID.fromString("6876666c-6f77-8000-8000-000000000000");

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final BigInteger BEYOND_ALL = BigInteger.valueOf(Long.MAX_VALUE);
    private static final Set<UUID> NO_PARTITIONS =
            Set.of(HvsockAddress.WILDCARD, HvsockAddress.BROADCAST, HvsockAddress.CHILDREN);

    private final Hypervisor hypervisor;
    private final Partition host;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final TreeMap<Long, Partition> byCid = new TreeMap<>();
    private final Map<String, Partition> byName = new HashMap<>();
    private final Map<UUID, Partition> byVmId = new HashMap<>();
    private final Map<Path, Partition> behind = new HashMap<>();
    private final Map<Path, Partition> standIns = new HashMap<>();
    private long nextCid = FIRST_GUEST;
    private long made;

    Partitions(Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
        host = enter("host", VsockAddress.CID_HOST, null);
    }

    Partition host() {
        return host;
    }

    List<Partition> all() {
        lock.lock();
        try {
            return List.copyOf(byCid.values());
        } finally {
            lock.unlock();
        }
    }

    /** The partition of that name, made if it is to be; null if it is not there. */
    @Nullable
    Partition named(String name, boolean make) {
        if (name.isEmpty() || name.equals("local") || name.equals("hypervisor")) {
            throw new IllegalArgumentException("\"" + name + "\" is no partition; its name must be another");
        }
        if (NUMBER.matcher(name).matches()) {
            return numbered(new BigInteger(name).min(BEYOND_ALL).longValue(), make);
        }
        // Checks the characters.
        String checked = new SimAddress(name, 0).partition();
        lock.lock();
        try {
            Partition found = byName.get(checked);
            return found != null || !make ? found : enter(checked, nextCid(), null);
        } finally {
            lock.unlock();
        }
    }

    /** The partition of that CID, made if it is to be; null if it is not there. */
    @Nullable
    Partition numbered(long cid, boolean make) {
        if (cid < VsockAddress.CID_HOST || cid >= VsockAddress.CID_ANY) {
            throw new IllegalArgumentException("CID " + cid + " is no partition; it must be from "
                    + VsockAddress.CID_HOST + ", the host, to " + (VsockAddress.CID_ANY - 1));
        }
        lock.lock();
        try {
            Partition found = byCid.get(cid);
            return found != null || !make ? found : enter(Long.toString(cid), cid, null);
        } finally {
            lock.unlock();
        }
    }

    /** The partition of that VM id, made if it is to be; null if it is not there. */
    @Nullable
    Partition withVmId(UUID vmId, boolean make) {
        if (NO_PARTITIONS.contains(vmId)) {
            throw new IllegalArgumentException("VM id " + vmId + " is no partition; it must be another");
        }
        lock.lock();
        try {
            Partition found = byVmId.get(vmId);
            return found != null || !make ? found : enterUnnamed(vmId);
        } finally {
            lock.unlock();
        }
    }

    /** The guest that was put behind a VMM's socket; null if none was. */
    @Nullable
    Partition behind(Path path) {
        lock.lock();
        try {
            return behind.get(canonical(path));
        } finally {
            lock.unlock();
        }
    }

    /** The guest behind a VMM's socket; one that stands for it where nobody has been put there. */
    Partition standIn(Path path) {
        lock.lock();
        try {
            Partition found = behind.get(canonical(path));
            return found != null ? found : standIns.computeIfAbsent(canonical(path), absent -> enterUnnamed(null));
        } finally {
            lock.unlock();
        }
    }

    void putBehind(Path path, Partition partition) {
        if (partition == host) {
            throw new IllegalStateException("the host is behind no VMM's socket: " + path);
        }
        lock.lock();
        try {
            Partition there = behind.putIfAbsent(canonical(path), partition);
            if (there != null && there != partition) {
                throw new IllegalStateException(there + " is behind " + path + " already");
            }
        } finally {
            lock.unlock();
        }
    }

    void renumber(Partition partition, long cid) {
        if (partition == host) {
            throw new IllegalStateException("the host does not migrate");
        }
        lock.lock();
        try {
            if (cid <= VsockAddress.CID_HOST || cid >= VsockAddress.CID_ANY || byCid.containsKey(cid)) {
                throw new IllegalArgumentException("CID " + cid + " is taken or out of bounds; it must be from "
                        + FIRST_GUEST + " to " + (VsockAddress.CID_ANY - 1));
            }
            byCid.remove(partition.cid());
            partition.renumber(cid);
            byCid.put(cid, partition);
        } finally {
            lock.unlock();
        }
    }

    // With the lock held, but for the constructor.

    private Partition enterUnnamed(@Nullable UUID vmId) {
        long cid = nextCid();
        return enter(Long.toString(cid), cid, vmId);
    }

    private Partition enter(String name, long cid, @Nullable UUID vmId) {
        long number = made++;
        // Whoever had the CID before a migration keeps the name and the id that came from it.
        String own = byName.containsKey(name) ? name + "-" + number : name;
        UUID id = vmId == null ? vmIdOf(cid) : vmId;
        Partition partition = new Partition(
                hypervisor, own, number, cid, byVmId.containsKey(id) ? vmIdOf(cid + (number << Integer.SIZE)) : id);
        byCid.put(cid, partition);
        byName.put(own, partition);
        byVmId.put(partition.vmId(), partition);
        return partition;
    }

    private long nextCid() {
        while (byCid.containsKey(nextCid)) {
            nextCid++;
        }
        return nextCid;
    }

    /** The form in which two ways to write the same path are equal. */
    static Path canonical(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static UUID vmIdOf(long cid) {
        return new UUID(VM_ID_OF_0.getMostSignificantBits(), VM_ID_OF_0.getLeastSignificantBits() | cid);
    }
}
