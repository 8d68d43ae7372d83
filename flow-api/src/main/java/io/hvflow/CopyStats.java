package io.hvflow;

import java.time.Duration;

/**
 * What one direction of a copy moved (O2).
 *
 * @param bytes bytes moved
 * @param operations writes that moved them
 * @param duration from the start of the copy until end of stream was passed on
 */
public record CopyStats(long bytes, long operations, Duration duration) {}
