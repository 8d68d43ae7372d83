/**
 * What a backend writes: a {@link io.hvflow.spi.FlowProvider}, a non-blocking {@link io.hvflow.spi.StreamSocket} and {@link
 * io.hvflow.spi.ListenSocket}, and a {@link io.hvflow.spi.Waiting}, through which all waiting goes. {@link
 * io.hvflow.engine.BufferedFlow} and {@link io.hvflow.engine.SocketListener} keep the contract over them.
 */
@NullMarked
package io.hvflow.spi;

import org.jspecify.annotations.NullMarked;
