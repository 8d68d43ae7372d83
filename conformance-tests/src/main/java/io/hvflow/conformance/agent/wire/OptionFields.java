package io.hvflow.conformance.agent.wire;

import io.hvflow.FlowOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/** Options as named numbers: sizes in bytes, time-outs in nanoseconds, framing as 0 or 1. What is left out has its default. */
public final class OptionFields {
    private OptionFields() {}

    public static void write(FieldWriter out, FlowOptions options) {
        Map<String, Long> values = new LinkedHashMap<>();
        options.messageSize().ifPresent(bytes -> values.put("messageSize", (long) bytes));
        values.put("bufferSize", (long) options.bufferSize());
        options.windowSize().ifPresent(bytes -> values.put("windowSize", (long) bytes));
        values.put("backlog", (long) options.backlog());
        values.put("connectTimeout", FieldWriter.nanos(options.connectTimeout()));
        values.put("readTimeout", FieldWriter.nanos(options.readTimeout()));
        values.put("writeTimeout", FieldWriter.nanos(options.writeTimeout()));
        values.put("closeTimeout", FieldWriter.nanos(options.closeTimeout()));
        values.put("framing", options.framing() ? 1L : 0L);
        out.u16(values.size());
        values.forEach((name, value) -> out.text(name).i64(value));
    }

    /**
     * Reads options.
     *
     * @throws IllegalArgumentException if a value is out of bounds, or an option unknown
     */
    public static FlowOptions read(FieldReader in) throws ProtocolException {
        Map<String, Long> values = new LinkedHashMap<>();
        int count = in.u16();
        for (int i = 0; i < count; i++) {
            values.put(in.text(), in.i64());
        }
        in.end();
        FlowOptions options = FlowOptions.DEFAULTS;
        for (Map.Entry<String, Long> entry : values.entrySet()) {
            options = with(options, entry.getKey(), entry.getValue());
        }
        return options;
    }

    private static FlowOptions with(FlowOptions options, String name, long value) {
        return switch (name) {
            case "messageSize" -> options.messageSize(size(name, value));
            case "bufferSize" -> options.bufferSize(size(name, value));
            case "windowSize" -> options.windowSize(size(name, value));
            case "backlog" -> options.backlog(size(name, value));
            case "connectTimeout" -> options.connectTimeout(FieldReader.duration(value));
            case "readTimeout" -> options.readTimeout(FieldReader.duration(value));
            case "writeTimeout" -> options.writeTimeout(FieldReader.duration(value));
            case "closeTimeout" -> options.closeTimeout(FieldReader.duration(value));
            case "framing" -> options.framing(value != 0);
            default -> throw new IllegalArgumentException("option " + name + " is unknown to this agent");
        };
    }

    private static int size(String name, long value) {
        if (value < 1 || value > FlowOptions.MAX_SIZE) {
            throw new IllegalArgumentException(name + " is " + value + ", must be from 1 to " + FlowOptions.MAX_SIZE);
        }
        return (int) value;
    }
}
