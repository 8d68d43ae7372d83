package io.hvflow.simulator;

import java.util.Random;

/** Bits from the tape, so that a simpler tape is a simpler value. */
final class TapeRandom extends Random {
    private static final long serialVersionUID = 1;

    /** A generator that has asked for so many is going round in circles on zeros: it gets others. */
    private static final int MOST = 100_000;

    private final transient Baton baton;
    private int asked;

    TapeRandom(Baton baton) {
        super(0);
        this.baton = baton;
    }

    @Override
    protected int next(int bits) {
        if (++asked > MOST) {
            return super.next(bits);
        }
        if (bits <= 30) {
            return baton.choose(1 << bits);
        }
        int high = baton.choose(1 << 16);
        return high << (bits - 16) | baton.choose(1 << (bits - 16));
    }
}
