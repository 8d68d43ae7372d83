package io.hvflow;

/**
 * The system's own account of a failure.
 *
 * @param name its symbolic name, such as {@code ECONNREFUSED} or {@code WSAETIMEDOUT}
 * @param number its number on the system where it happened
 */
public record NativeError(String name, int number) {
    @Override
    public String toString() {
        return name + " " + number;
    }
}
