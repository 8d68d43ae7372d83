/** Flows: reliable byte streams between a virtual machine and its host. */
@NullMarked
package io.hvflow;

import org.jspecify.annotations.NullMarked;
