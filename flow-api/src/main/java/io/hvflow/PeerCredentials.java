package io.hvflow;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * Who the process at the other end of a flow was when the connection was made, as the system vouches for it: what a
 * server can base a permission on. From {@link Flow#peerCredentials}. Immutable, with value equality.
 */
public final class PeerCredentials {
    private final OptionalLong pid;
    private final long uid;
    private final long gid;

    private PeerCredentials(OptionalLong pid, long uid, long gid) {
        this.pid = pid;
        this.uid = uid;
        this.gid = gid;
    }

    /**
     * For a backend that has asked its system.
     *
     * @param pid the process's number; empty if the system does not say
     * @param uid the effective user id, unsigned 32-bit
     * @param gid the effective group id, unsigned 32-bit
     * @return the credentials
     * @throws IllegalArgumentException if an id is out of bounds
     */
    public static PeerCredentials of(OptionalLong pid, long uid, long gid) {
        Uint32.check("uid", uid);
        Uint32.check("gid", gid);
        return new PeerCredentials(pid, uid, gid);
    }

    /**
     * The process.
     *
     * @return its number in this process's PID namespace; empty if the system does not say, as for a process that has
     *     no number here. The process may have ended since, and its number may be another's
     */
    public OptionalLong pid() {
        return pid;
    }

    /**
     * The effective user.
     *
     * @return its id in this process's user namespace; one that has none there is the system's overflow id, usually
     *     65534
     */
    public long uid() {
        return uid;
    }

    /**
     * The effective group; the others that the user is in are not known.
     *
     * @return its id in this process's user namespace, as for {@link #uid}
     */
    public long gid() {
        return gid;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerCredentials that && pid.equals(that.pid) && uid == that.uid && gid == that.gid;
    }

    @Override
    public int hashCode() {
        return Objects.hash(pid, uid, gid);
    }

    @Override
    public String toString() {
        return "uid " + uid + ", gid " + gid + (pid.isPresent() ? ", pid " + pid.getAsLong() : "");
    }
}
