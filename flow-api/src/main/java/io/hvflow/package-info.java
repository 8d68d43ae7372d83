/**
 * Flows: reliable byte streams between a virtual machine and its host.
 *
 * @serial exclude
 */
@NullMarked
package io.hvflow;

import org.jspecify.annotations.NullMarked;
