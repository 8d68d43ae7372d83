/** The far side: an agent that does what suites ask of it. */
@NullMarked
package io.hvflow.conformance.agent.server;

import org.jspecify.annotations.NullMarked;
