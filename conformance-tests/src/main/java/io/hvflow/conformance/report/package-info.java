/** What a run tells: text, JSON and pages, of one run or of several; causes before what follows from them. */
@NullMarked
package io.hvflow.conformance.report;

import org.jspecify.annotations.NullMarked;
