package io.hvflow.conformance.trial;

import java.nio.ByteBuffer;

/** Where the bytes of a buffer are. */
public enum Memory {
    HEAP {
        @Override
        public ByteBuffer allocate(int size) {
            return ByteBuffer.allocate(size);
        }
    },
    /** A heap buffer that begins in the middle of its array. */
    SLICE {
        @Override
        public ByteBuffer allocate(int size) {
            return ByteBuffer.allocate(size + 64).slice(32, size);
        }
    },
    DIRECT {
        @Override
        public ByteBuffer allocate(int size) {
            return ByteBuffer.allocateDirect(size);
        }
    };

    /** A writable buffer of zeros. */
    public abstract ByteBuffer allocate(int size);
}
