package io.hvflow.hvsock.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * The numbers and layouts of the interface of 64-bit Windows (ws2def.h, winsock2.h, hvsocket.h), which are the same on x86-64
 * and aarch64. Multi-byte numbers are little-endian on both. A test compares them with the headers of mingw-w64.
 */
final class Windows {
    static final int AF_HYPERV = 34;
    static final int SOCK_STREAM = 1;
    static final int HV_PROTOCOL_RAW = 1;

    static final int HVSOCKET_CONNECT_TIMEOUT = 1;
    static final int HVSOCKET_CONNECT_TIMEOUT_MAX = 300_000;
    static final int HVSOCKET_CONNECTED_SUSPEND = 4;

    static final int WSA_FLAG_OVERLAPPED = 0x01;
    static final int WSA_FLAG_NO_HANDLE_INHERIT = 0x80;

    static final int HANDLE_FLAG_INHERIT = 0x1;

    /** {@code INVALID_SOCKET}. */
    static final long NO_SOCKET = -1;

    static final int SD_RECEIVE = 0;
    static final int SD_SEND = 1;

    static final int WINSOCK_2_2 = 0x0202;

    /** {@code sizeof(WSADATA)}. */
    static final int WSADATA_SIZE = 408;

    /** {@code WSABUF { ULONG len; CHAR *buf; }}. */
    static final int WSABUF_SIZE = 16;

    static final int WSABUF_LEN = 0;
    static final int WSABUF_BUF = 8;

    /** {@code SOCKADDR_HV { ADDRESS_FAMILY Family; USHORT Reserved; GUID VmId; GUID ServiceId; }}. */
    static final int SOCKADDR_HV_SIZE = 36;

    static final int SOCKADDR_HV_FAMILY = 0;
    static final int SOCKADDR_HV_VM_ID = 4;
    static final int SOCKADDR_HV_SERVICE_ID = 20;

    private Windows() {}

    /** The bytes of a {@code SOCKADDR_HV}. */
    static byte[] socketName(UUID partition, UUID service) {
        ByteBuffer name = ByteBuffer.allocate(SOCKADDR_HV_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        name.putShort(SOCKADDR_HV_FAMILY, (short) AF_HYPERV);
        putGuid(name, SOCKADDR_HV_VM_ID, partition);
        putGuid(name, SOCKADDR_HV_SERVICE_ID, service);
        return name.array();
    }

    static UUID partition(byte[] name) {
        return guid(name, SOCKADDR_HV_VM_ID);
    }

    static UUID service(byte[] name) {
        return guid(name, SOCKADDR_HV_SERVICE_ID);
    }

    /** A {@code GUID} in memory is mixed-endian: a 32-bit and two 16-bit numbers, then eight bytes as they are written. */
    private static void putGuid(ByteBuffer to, int at, UUID id) {
        long high = id.getMostSignificantBits();
        to.putInt(at, (int) (high >>> 32));
        to.putShort(at + 4, (short) (high >>> 16));
        to.putShort(at + 6, (short) high);
        to.putLong(at + 8, Long.reverseBytes(id.getLeastSignificantBits()));
    }

    private static UUID guid(byte[] from, int at) {
        ByteBuffer bytes = ByteBuffer.wrap(from).order(ByteOrder.LITTLE_ENDIAN);
        long high = (long) bytes.getInt(at) << 32
                | Short.toUnsignedLong(bytes.getShort(at + 4)) << 16
                | Short.toUnsignedLong(bytes.getShort(at + 6));
        return new UUID(high, Long.reverseBytes(bytes.getLong(at + 8)));
    }
}
