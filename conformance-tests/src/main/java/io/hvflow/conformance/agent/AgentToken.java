package io.hvflow.conformance.agent;

import io.hvflow.conformance.agent.wire.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A secret that a suite and an agent share: the suite sends it in its hello, and the agent compares. It keeps strangers out; it
 * does not keep what goes over the channel from those who can read that.
 */
public final class AgentToken {
    /** The environment variable that both sides look at: {@code HVFLOW_AGENT_TOKEN}. */
    public static final String VARIABLE = "HVFLOW_AGENT_TOKEN";

    static final int LEAST = 16;
    static final int MOST = Protocol.MAX_TOKEN;

    private final byte[] secret;

    private AgentToken(byte[] secret) {
        this.secret = secret;
    }

    /**
     * A token of these bytes.
     *
     * @param secret from 16 to 1,024 bytes; copied
     * @return the token
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public static AgentToken of(byte[] secret) {
        if (secret.length < LEAST || secret.length > MOST) {
            throw new IllegalArgumentException("an agent's token is of " + secret.length + " bytes, must be of " + LEAST
                    + " to " + MOST + "; one can be made with: head -c 32 /dev/urandom | base64");
        }
        return new AgentToken(secret.clone());
    }

    /**
     * The token in a file, without the line end behind it.
     *
     * @param file what only those can read who may use the agent
     * @return the token
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is shorter than 16 or longer than 1,024 bytes
     */
    public static AgentToken read(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            // More than any token may have: a device or a huge file is not read to its end.
            bytes = in.readNBytes(MOST + 3);
        }
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        try {
            return of(Arrays.copyOf(bytes, end));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The token of the environment variable {@value #VARIABLE}.
     *
     * @param environment the environment
     * @return the token, or empty if the variable is missing or empty
     * @throws IllegalArgumentException if it is shorter than 16 or longer than 1,024 bytes
     */
    public static Optional<AgentToken> ofEnvironment(Map<String, String> environment) {
        String value = environment.getOrDefault(VARIABLE, "");
        try {
            return value.isEmpty() ? Optional.empty() : Optional.of(of(value.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(VARIABLE + ": " + e.getMessage(), e);
        }
    }

    /**
     * Whether these bytes are the secret. Compares in a time that does not depend on where the two differ, nor on how long this one is.
     *
     * @param offered what was sent
     * @return whether it is the secret
     */
    public boolean matches(byte[] offered) {
        return MessageDigest.isEqual(digest(secret), digest(offered));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    byte[] bytes() {
        return secret.clone();
    }

    /** Does not show it. */
    @Override
    public String toString() {
        return "token";
    }
}
