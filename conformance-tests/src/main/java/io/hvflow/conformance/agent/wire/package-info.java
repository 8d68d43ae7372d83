/** The agent's protocol: frames and their fields, for both sides of it. */
@NullMarked
package io.hvflow.conformance.agent.wire;

import org.jspecify.annotations.NullMarked;
