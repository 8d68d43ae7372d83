/**
 * A storm: many calls on one pair at the same moment, and the judgement of whether their outcomes fit any order of them.
 */
@NullMarked
package io.hvflow.conformance.storm;

import org.jspecify.annotations.NullMarked;
