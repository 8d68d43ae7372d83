/** Providers that are broken, each in its own way, and a program that looks for providers with those among them. */
@NullMarked
package io.hvflow.conformance.providers;

import org.jspecify.annotations.NullMarked;
