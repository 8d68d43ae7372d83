package io.hvflow.conformance;

import java.nio.ByteBuffer;

/** Where the bytes of a buffer are. */
enum Memory {
    HEAP {
        @Override
        ByteBuffer allocate(int size) {
            return ByteBuffer.allocate(size);
        }
    },
    /** A heap buffer that begins in the middle of its array. */
    SLICE {
        @Override
        ByteBuffer allocate(int size) {
            return ByteBuffer.allocate(size + 64).slice(32, size);
        }
    },
    DIRECT {
        @Override
        ByteBuffer allocate(int size) {
            return ByteBuffer.allocateDirect(size);
        }
    };

    /** A writable buffer of zeros. */
    abstract ByteBuffer allocate(int size);
}
