package io.hvflow;

/**
 * What only one transport has, such as the flags of its socket addresses; given by {@link
 * FlowOptions#transport(TransportOptions)}. A backend defines its own as a type with the values' checks, usually a record, next to
 * its provider.
 *
 * <p>Backends disregard the options of other transports, so that one {@link FlowOptions} can serve addresses of several kinds, and
 * so that the simulator can stand in for any. Values are immutable and have value equality.
 */
public interface TransportOptions {}
