package io.hvflow.engine;

import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a flow and its socket, the socket's waiting and its waiters, and throws once: at the chosen call of one
 * operation, before the operation is done or after. Counts the calls of every operation.
 */
final class Injection {
    /** What is thrown. */
    enum Kind {
        CHECKED,
        UNCHECKED,
        NO_MEMORY,
        NO_STACK;

        Throwable make() {
            return switch (this) {
                case CHECKED -> new IOException("injected");
                case UNCHECKED -> new IllegalStateException("injected");
                case NO_MEMORY -> new OutOfMemoryError("injected");
                case NO_STACK -> new StackOverflowError("injected");
            };
        }
    }

    /** At which call what is thrown; no operation is called "none". */
    record Fault(String operation, int call, boolean after, Kind kind) {
        static final Fault NONE = new Fault("none", 0, false, Kind.UNCHECKED);

        @Override
        public String toString() {
            return kind + (after ? " after " : " before ") + operation + " " + call;
        }
    }

    private final Fault fault;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private final AtomicReference<Throwable> escaped = new AtomicReference<>();

    Injection(Fault fault) {
        this.fault = fault;
    }

    /** How often each operation was called. */
    Map<String, AtomicInteger> calls() {
        return calls;
    }

    int calls(String operation) {
        AtomicInteger count = calls.get(operation);
        return count == null ? 0 : count.get();
    }

    /** What was thrown, or null if the chosen call never came. */
    Throwable thrown() {
        return thrown.get();
    }

    /** What came out of a callback, from which nothing may; null if nothing did. */
    Throwable escaped() {
        return escaped.get();
    }

    StreamSocket socket(StreamSocket real) {
        Waiting waiting = waiting(real.waiting());
        return stub(StreamSocket.class, (proxy, method, args) -> switch (method.getName()) {
            case "waiting" -> waiting;
            case "scheduled" -> args[0];
            default -> call(real, method, args);
        });
    }

    private Waiting waiting(Waiting real) {
        return stub(Waiting.class, (proxy, method, args) -> switch (method.getName()) {
            case "waiter" -> waiter((Waiter) call(real, method, args));
            case "whenWritable", "soon" -> call(real, method, new Object[] {guarded((Runnable) args[0])});
            case "deadline", "passed" -> InvocationHandler.invokeDefault(proxy, method, args);
            default -> call(real, method, args);
        });
    }

    private Waiter waiter(Waiter real) {
        return stub(Waiter.class, (proxy, method, args) -> call(real, method, args));
    }

    /** A callback throws nothing: the thread that runs it has other flows to serve. */
    private Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (Throwable e) {
                escaped.compareAndSet(null, e);
            }
        };
    }

    private Object call(Object real, Method method, Object[] args) throws Throwable {
        String operation = method.getName();
        boolean here =
                calls.computeIfAbsent(operation, name -> new AtomicInteger()).incrementAndGet() == fault.call()
                        && operation.equals(fault.operation());
        if (here && !fault.after()) {
            throw fail();
        }
        Object result;
        try {
            result = method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (here) {
            throw fail();
        }
        return result;
    }

    private Throwable fail() {
        Throwable made = fault.kind().make();
        thrown.set(made);
        return made;
    }

    /** Whether an operation may throw an IOException at all. */
    static boolean isChecked(String operation) {
        return Arrays.stream(StreamSocket.class.getMethods())
                .anyMatch(method -> method.getName().equals(operation) && method.getExceptionTypes().length > 0);
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
