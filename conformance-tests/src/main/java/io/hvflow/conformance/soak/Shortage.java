package io.hvflow.conformance.soak;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that the process runs short of. Where things are kept is allocated before, so that a shortage can be brought about
 * and ended without the thing that is short.
 */
abstract class Shortage {
    /** All of them, of which one is there at a time; the heap twice, since everything needs some of it. */
    static List<Shortage> all() {
        Shortage heap = new Heap();
        return List.of(heap, new Descriptors(), heap, new DirectMemory());
    }

    /**
     * Takes all there is.
     *
     * @param spare how many to leave, where they are counted
     */
    abstract void begin(int spare) throws IOException;

    /** Gives all back; nothing if there is nothing. */
    abstract void end() throws IOException, InterruptedException;

    private static final class Descriptors extends Shortage {
        private final @Nullable RandomAccessFile[] files = new @Nullable RandomAccessFile[4096];

        @Override
        void begin(int spare) throws IOException {
            int count = 0;
            try {
                while (count < files.length) {
                    files[count] = new RandomAccessFile("/dev/null", "r");
                    count++;
                }
            } catch (IOException full) {
                for (int i = 0; i < spare && i < count; i++) {
                    close(i);
                }
            }
        }

        private void close(int i) throws IOException {
            RandomAccessFile file = files[i];
            files[i] = null;
            if (file != null) {
                file.close();
            }
        }

        @Override
        void end() throws IOException {
            for (int i = 0; i < files.length; i++) {
                close(i);
            }
        }
    }

    private static final class Heap extends Shortage {
        private final @Nullable Object[] pieces = new @Nullable Object[8192];

        @Override
        void begin(int spare) {
            int size = 1 << 20;
            for (int i = 0; i < pieces.length && size >= 32; ) {
                try {
                    pieces[i] = new byte[size];
                    i++;
                } catch (OutOfMemoryError full) {
                    size /= 8; // each failure is preceded by collections, which nobody outlasts
                }
            }
        }

        @Override
        void end() {
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = null;
            }
        }
    }

    private static final class DirectMemory extends Shortage {
        private final @Nullable ByteBuffer[] pieces = new @Nullable ByteBuffer[1024];

        @Override
        void begin(int spare) {
            int size = 1 << 20;
            for (int i = 0; i < pieces.length && size >= 8192; ) {
                try {
                    pieces[i] = ByteBuffer.allocateDirect(size);
                    i++;
                } catch (OutOfMemoryError full) {
                    size /= 4;
                }
            }
        }

        @Override
        void end() {
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = null;
            }
            System.gc();
        }
    }
}
