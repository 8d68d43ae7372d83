package io.hvflow.conformance.suite;

/**
 * A schedule of a simulation in which a rule was broken, as simple as it could be made.
 *
 * @param number which one it was of those that were to be tried, from 1; 0 if it was the only one
 * @param token replays it
 * @param how it was found
 * @param trace what happened, a line each
 * @param timeline the same as a picture: an HTML element with a style of its own
 */
public record FailingSchedule(int number, String token, String how, String trace, String timeline) {}
