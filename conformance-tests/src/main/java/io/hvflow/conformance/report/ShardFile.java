package io.hvflow.conformance.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.trial.Rule;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SuiteResult} as a file, with nothing lost: what a shard of a run leaves for {@link MergeCommand}. Its form is that of
 * the classes, and good between processes of one version.
 */
public final class ShardFile {
    public static final String NAME = "shard.json";

    private ShardFile() {}

    public static String write(SuiteResult result) {
        return gson(List.of()).toJson(result) + "\n";
    }

    /**
     * Reads what {@link #write} wrote, with these rules.
     *
     * @throws IllegalArgumentException if it is no such file, or of a suite with other rules
     */
    public static SuiteResult read(String json, List<Rule> rules) {
        try {
            SuiteResult result = gson(rules).fromJson(json, SuiteResult.class);
            if (result == null) {
                throw new IllegalArgumentException("it is empty");
            }
            return result;
        } catch (JsonParseException | NullPointerException e) {
            throw new IllegalArgumentException("it is not what a shard of this version writes: " + e.getMessage(), e);
        }
    }

    private static Gson gson(List<Rule> rules) {
        Map<String, Rule> byId = rules.stream().collect(Collectors.toMap(Rule::id, Function.identity()));
        GsonBuilder builder = new GsonBuilder().serializeNulls();
        asText(builder, Duration.class, Duration::toString, Duration::parse);
        asText(builder, Rule.class, Rule::id, id -> {
            Rule rule = byId.get(id);
            if (rule == null) {
                throw new JsonParseException("it has a rule " + id + ", which this suite has not");
            }
            return rule;
        });
        asText(
                builder,
                OptionalLong.class,
                it -> it.isPresent() ? Long.toString(it.getAsLong()) : "",
                text -> text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text)));
        builder.registerTypeAdapterFactory(new Optionals());
        return builder.create();
    }

    private static <T> void asText(
            GsonBuilder builder, Class<T> type, Function<T, String> write, Function<String, T> read) {
        builder.registerTypeAdapter(
                type, (JsonSerializer<T>) (value, as, context) -> new JsonPrimitive(write.apply(value)));
        builder.registerTypeAdapter(type, (JsonDeserializer<T>) (json, as, context) -> read.apply(json.getAsString()));
    }

    /** As its value, or null. */
    private static final class Optionals implements TypeAdapterFactory {
        @Override
        @SuppressWarnings("unchecked") // T is an Optional of what the adapter is for
        public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (type.getRawType() != Optional.class || !(type.getType() instanceof ParameterizedType optional)) {
                return null;
            }
            return (TypeAdapter<T>) of(gson.getAdapter(TypeToken.get(optional.getActualTypeArguments()[0])));
        }

        private static <V> TypeAdapter<Optional<V>> of(TypeAdapter<V> value) {
            return new TypeAdapter<>() {
                @Override
                public void write(JsonWriter out, Optional<V> optional) throws IOException {
                    if (optional.isPresent()) {
                        value.write(out, optional.get());
                    } else {
                        out.nullValue();
                    }
                }

                @Override
                public Optional<V> read(JsonReader in) throws IOException {
                    if (in.peek() == JsonToken.NULL) {
                        in.nextNull();
                        return Optional.empty();
                    }
                    return Optional.of(value.read(in));
                }
            };
        }
    }
}
