package io.hvflow;

/**
 * What a proxy moved (O2).
 *
 * @param aToB from the first flow to the second
 * @param bToA from the second flow to the first
 */
public record ProxyStats(CopyStats aToB, CopyStats bToA) {}
