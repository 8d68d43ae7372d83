package io.hvflow.conformance;

import java.time.Duration;

/**
 * How hard and how patiently the suite looks.
 *
 * @param patience how long what must happen may take
 * @param moment how long nothing must happen before the suite believes that nothing will
 * @param deadline how long one trial may take before it counts as hung
 * @param tries how many values a property is tried with, at most
 * @param propertyTime how long one property may go on trying, whatever {@code tries} says
 * @param seed from which all random choices follow
 * @param parallelism how many trials run at the same time
 */
record Settings(
        Duration patience,
        Duration moment,
        Duration deadline,
        int tries,
        Duration propertyTime,
        long seed,
        int parallelism) {

    static final Settings DEFAULTS = new Settings(
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(60),
            100,
            Duration.ofSeconds(2),
            0x5EEDL,
            3);

    Settings patience(Duration value) {
        return new Settings(value, moment, deadline, tries, propertyTime, seed, parallelism);
    }

    Settings moment(Duration value) {
        return new Settings(patience, value, deadline, tries, propertyTime, seed, parallelism);
    }

    Settings deadline(Duration value) {
        return new Settings(patience, moment, value, tries, propertyTime, seed, parallelism);
    }

    Settings tries(int value) {
        return new Settings(patience, moment, deadline, value, propertyTime, seed, parallelism);
    }

    Settings propertyTime(Duration value) {
        return new Settings(patience, moment, deadline, tries, value, seed, parallelism);
    }

    Settings seed(long value) {
        return new Settings(patience, moment, deadline, tries, propertyTime, value, parallelism);
    }

    Settings parallelism(int value) {
        return new Settings(patience, moment, deadline, tries, propertyTime, seed, value);
    }
}
