package io.hvflow.simulator;

import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A socket that throws once, in place of the chosen call of one operation of its own, of its waiting or of its waiters. */
final class InjectedSocket {
    private final String operation;
    private final int call;
    private final Supplier<? extends Throwable> thrown;
    private final Map<String, Integer> calls = new HashMap<>(); // actors run one at a time
    private boolean done;

    InjectedSocket(String operation, int call, Supplier<? extends Throwable> thrown) {
        this.operation = operation;
        this.call = call;
        this.thrown = thrown;
    }

    /** Whether it has thrown. */
    boolean done() {
        return done;
    }

    int calls(String name) {
        return calls.getOrDefault(name, 0);
    }

    StreamSocket of(StreamSocket real) {
        Waiting waiting = of(real.waiting());
        return stub(StreamSocket.class, (proxy, method, args) -> switch (method.getName()) {
            case "waiting" -> waiting;
            case "scheduled" -> pass(real, method, args);
            default -> count(real, method, args);
        });
    }

    private Waiting of(Waiting real) {
        return stub(Waiting.class, (proxy, method, args) -> switch (method.getName()) {
            case "waiter" -> of((Waiter) count(real, method, args));
            case "deadline", "passed" -> InvocationHandler.invokeDefault(proxy, method, args);
            default -> count(real, method, args);
        });
    }

    private Waiter of(Waiter real) {
        return stub(Waiter.class, (proxy, method, args) -> count(real, method, args));
    }

    private Object count(Object real, Method method, Object[] args) throws Throwable {
        String name = method.getName();
        if (calls.merge(name, 1, Integer::sum) == call && name.equals(operation)) {
            done = true;
            throw thrown.get();
        }
        return pass(real, method, args);
    }

    private static Object pass(Object real, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T stub(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> switch (method.getName()) {
                    case "equals" -> proxy == args[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "injected " + type.getSimpleName();
                    default -> handler.invoke(proxy, method, args);
                }));
    }
}
