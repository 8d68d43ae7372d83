package io.hvflow.hvsock.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How a system lays out the {@code struct sockaddr} of each kind: the one place where systems differ in that. Both are
 * little-endian, and have port and CID of {@code sockaddr_vm} in the same place.
 */
enum Layout {
    /** linux/vm_sockets.h and sys/un.h: the family has two bytes, and the path 108 with the closing zero. */
    LINUX(107, 16) {
        @Override
        void begin(ByteBuffer name, int family) {
            name.putShort((short) family);
        }

        @Override
        byte[] vsock(long cid, long port, int flags) {
            byte[] name = super.vsock(cid, port, flags);
            name[VSOCK_FLAGS] = (byte) flags;
            return name;
        }

        @Override
        int end(byte[] name) {
            return name.length;
        }
    },

    /**
     * sys/vsock.h and sys/un.h of XNU: the structure begins with its own length, and then the family, of one byte each; the path
     * has 104 bytes with the closing zero; there are no flags. From the headers, not run.
     */
    MACOS(103, 12) {
        @Override
        void begin(ByteBuffer name, int family) {
            name.put((byte) name.capacity()).put((byte) family);
        }

        @Override
        byte[] vsock(long cid, long port, int flags) {
            if (flags != 0) {
                throw new IllegalArgumentException("flags are " + flags + ", must be 0: sockaddr_vm has none");
            }
            return super.vsock(cid, port, flags);
        }

        @Override
        int end(byte[] name) {
            return name.length == 0 ? 0 : Math.min(name.length, Byte.toUnsignedInt(name[0]));
        }
    };

    private static final int BEGIN_SIZE = 2;
    private static final int VSOCK_PORT = 4;
    private static final int VSOCK_CID = 8;
    private static final int VSOCK_FLAGS = 12;

    /** The longest path of a UNIX-domain socket, in bytes. */
    final int maxPath;

    private final int vsockSize;

    Layout(int maxPath, int vsockSize) {
        this.maxPath = maxPath;
        this.vsockSize = vsockSize;
    }

    /** The layout of this machine's system. */
    static Layout here() {
        return of(System.getProperty("os.name", ""));
    }

    static Layout of(String os) {
        return os.equals("Mac OS X") ? MACOS : LINUX;
    }

    /** Puts what stands in front of the address proper. */
    abstract void begin(ByteBuffer name, int family);

    /** Where what the system filled in ends. */
    abstract int end(byte[] name);

    /** {@code struct sockaddr_un} of a path that is neither empty nor longer than {@link #maxPath}. */
    byte[] unix(byte[] path) {
        byte[] name = new byte[BEGIN_SIZE + path.length + 1];
        ByteBuffer bytes = littleEndian(name);
        begin(bytes, Linux.AF_UNIX);
        bytes.put(path);
        return name;
    }

    /**
     * {@code struct sockaddr_un} of an abstract name, which begins with a zero byte and ends with the structure: Linux
     * only.
     */
    byte[] unixAbstract(byte[] name) {
        byte[] whole = new byte[BEGIN_SIZE + 1 + name.length];
        ByteBuffer bytes = littleEndian(whole);
        begin(bytes, Linux.AF_UNIX);
        bytes.put((byte) 0).put(name);
        return whole;
    }

    /** The abstract name in a {@code struct sockaddr_un}; empty if it has none. */
    byte[] abstractName(byte[] name) {
        return this == LINUX && name.length > BEGIN_SIZE + 1 && name[BEGIN_SIZE] == 0
                ? Arrays.copyOfRange(name, BEGIN_SIZE + 1, name.length)
                : new byte[0];
    }

    /** The path in a {@code struct sockaddr_un}; empty if the socket has none, or a name that is no path. */
    byte[] path(byte[] name) {
        int end = BEGIN_SIZE;
        while (end < end(name) && name[end] != 0) {
            end++;
        }
        return name.length < end ? new byte[0] : Arrays.copyOfRange(name, BEGIN_SIZE, end);
    }

    /** {@code struct sockaddr_vm}; CID and port are unsigned 32-bit. */
    byte[] vsock(long cid, long port, int flags) {
        byte[] name = new byte[vsockSize];
        ByteBuffer bytes = littleEndian(name);
        begin(bytes, Linux.AF_VSOCK);
        bytes.putInt(VSOCK_PORT, (int) port).putInt(VSOCK_CID, (int) cid);
        return name;
    }

    /** The port in a {@code struct sockaddr_vm}. */
    long port(byte[] name) {
        return number(name, VSOCK_PORT);
    }

    /** The CID in a {@code struct sockaddr_vm}. */
    long cid(byte[] name) {
        return number(name, VSOCK_CID);
    }

    private long number(byte[] name, int at) {
        byte[] whole = name.length >= vsockSize ? name : Arrays.copyOf(name, vsockSize);
        return Integer.toUnsignedLong(littleEndian(whole).getInt(at));
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
