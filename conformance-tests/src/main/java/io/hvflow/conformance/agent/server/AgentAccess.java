package io.hvflow.conformance.agent.server;

import io.hvflow.FlowAddress;
import io.hvflow.conformance.agent.AgentToken;
import io.hvflow.conformance.agent.wire.AgentRefusal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which suites an agent serves, and which addresses they may use. Immutable; start from {@link #OPEN}.
 */
public final class AgentAccess {
    /** Every suite that has the channel, and every address. */
    public static final AgentAccess OPEN = new AgentAccess(Optional.empty(), List.of());

    private final Optional<AgentToken> token;
    private final List<String> allowed;

    private AgentAccess(Optional<AgentToken> token, List<String> allowed) {
        this.token = token;
        this.allowed = allowed;
    }

    /**
     * Only suites that know the token.
     *
     * @param value the token
     * @return the narrower access
     */
    public AgentAccess token(AgentToken value) {
        return new AgentAccess(Optional.of(value), allowed);
    }

    /**
     * Only addresses like one of these. A pattern is an address as flows write it, in which {@code *} stands for any
     * characters but a slash: {@code vsock://*:5000}, {@code unix:///run/lab/*}.
     *
     * @param patterns the patterns; none means that every address is allowed
     * @return the access with these
     */
    public AgentAccess allow(List<String> patterns) {
        return new AgentAccess(token, List.copyOf(patterns));
    }

    /**
     * Whether suites must know a token.
     *
     * @return whether there is one
     */
    public boolean hasToken() {
        return token.isPresent();
    }

    boolean admits(ByteBuffer offered) {
        byte[] bytes = new byte[offered.remaining()];
        offered.duplicate().get(bytes);
        return token.isEmpty() || token.get().matches(bytes);
    }

    void check(FlowAddress address) throws AgentRefusal {
        String text = address.toString();
        if (!allowed.isEmpty() && (hasParent(text) || allowed.stream().noneMatch(pattern -> matches(pattern, text)))) {
            throw new AgentRefusal(
                    text + " is not among the addresses that this agent may use; see its option --allow");
        }
    }

    /** {@code ..} leads out of a directory that was allowed. */
    private static boolean hasParent(String text) {
        return Pattern.compile("(^|[/:])\\.\\.(/|$|:|_)").matcher(text).find();
    }

    private static boolean matches(String pattern, String text) {
        String regex = Pattern.compile("*", Pattern.LITERAL)
                .splitAsStream(pattern + "\0")
                .map(part -> Pattern.quote(part.replace("\0", "")))
                .collect(Collectors.joining("[^/]*"));
        return text.matches(regex);
    }
}
