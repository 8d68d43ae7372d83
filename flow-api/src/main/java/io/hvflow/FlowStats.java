package io.hvflow;

/**
 * What has passed through one flow (O1).
 *
 * @param bytesRead bytes handed to callers, by calls that later failed too
 * @param reads calls of a read method that brought at least one byte
 * @param bytesWritten bytes accepted from callers, by calls that later failed too
 * @param writes calls of a write method from which at least one byte was accepted
 */
public record FlowStats(long bytesRead, long reads, long bytesWritten, long writes) {}
