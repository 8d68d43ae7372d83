package io.hvflow.conformance.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * A device that says end of stream for as long as nobody is at the other side, as a virtio-serial port does (Linux,
 * {@code port_fops_read}). An end counts from the first byte on.
 */
final class PatientInput extends FilterInputStream {
    private static final long PAUSE_MILLIS = 50;

    private boolean begun;

    PatientInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) == -1 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        while (count == -1 && !begun) {
            pause();
            count = super.read(bytes, offset, length);
        }
        begun = true;
        return count;
    }

    /** Without asking the device: where it cannot tell, the JDK seeks, which fails. */
    @Override
    public int available() {
        return 0;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for the other side").initCause(e);
        }
    }
}
