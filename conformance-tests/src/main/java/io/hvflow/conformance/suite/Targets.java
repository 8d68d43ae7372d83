package io.hvflow.conformance.suite;

import io.hvflow.conformance.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The targets that {@link ServiceLoader} finds. */
public final class Targets {
    private final Map<String, Target> byName = new LinkedHashMap<>();

    public Targets(Iterable<Target> found) {
        for (Target target : found) {
            Target other = byName.putIfAbsent(target.name(), target);
            if (other != null) {
                throw new IllegalStateException("two targets are named " + target.name() + ": "
                        + other.getClass().getName() + " and "
                        + target.getClass().getName());
            }
        }
    }

    public static Targets found() {
        return new Targets(ServiceLoader.load(Target.class));
    }

    public List<Target> all() {
        return List.copyOf(byName.values());
    }

    /** Those with the names, in their order; none named means all. */
    public List<Target> named(List<String> names) {
        if (names.isEmpty()) {
            return all();
        }
        return names.stream().distinct().map(this::named).toList();
    }

    private Target named(String name) {
        Target target = byName.get(name);
        if (target == null) {
            throw new IllegalArgumentException(
                    "unknown target " + name + "; known are " + String.join(", ", byName.keySet()));
        }
        return target;
    }
}
