/**
 * What the library's own tools need of flows and their users do not: exported to these tools alone, and changed without notice.
 */
@NullMarked
package io.hvflow.internal;

import org.jspecify.annotations.NullMarked;
