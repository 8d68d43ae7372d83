package io.hvflow.conformance;

/**
 * What must hold for every value of a property.
 *
 * @param <T> the values
 */
@FunctionalInterface
interface PropertyBody<T> {
    void check(T value) throws Exception;
}
