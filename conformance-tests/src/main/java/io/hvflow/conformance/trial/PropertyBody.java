package io.hvflow.conformance.trial;

/**
 * What must hold for every value of a property.
 *
 * @param <T> the values
 */
@FunctionalInterface
public interface PropertyBody<T> {
    void check(T value) throws Exception;
}
