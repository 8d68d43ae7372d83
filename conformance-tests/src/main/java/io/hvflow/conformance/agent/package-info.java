/**
 * The far end of a target in another process or on another machine: an agent performs there what the suite asks it to, over a
 * control channel of its own. The protocol is that of {@code docs/agent.md}.
 */
@NullMarked
package io.hvflow.conformance.agent;

import org.jspecify.annotations.NullMarked;
