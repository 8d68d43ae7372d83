package io.hvflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.spi.FlowProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One provider that is broken, in whatever way, takes nothing from the others, and is listed with its reason. */
class ProvidersTest {
    private static final FlowAddress GOOD = new OtherAddress("good", "x");
    private static final FlowAddress NOBODYS = new OtherAddress("nobodys", "x");

    @TempDir
    Path directory;

    // --- broken when it is loaded

    @Test
    void L13_classWithoutWhatItExtendsIsListedByNameWithTheMissingClass() throws Exception {
        TestLoader loader = new TestLoader("broken.Linkage", Good.class.getName());
        loader.failures.put("broken.Linkage", () -> {
            LinkageError thrown = new NoClassDefFoundError("Helper");
            thrown.initCause(new ClassNotFoundException("Helper"));
            return thrown;
        });

        assertGoodServesAndMessageHas(
                loader, "broken.Linkage, named in file:", "NoClassDefFoundError: Helper", "add the jar with the class");
    }

    @Test
    void L13_classThatIsMissingIsListed() throws Exception {
        assertGoodServesAndMessageHas(
                new TestLoader("broken.Missing", Good.class.getName()),
                "broken.Missing not found",
                "mend or remove its entry");
    }

    @Test
    void L13_classOfANewerJavaIsListed() throws Exception {
        TestLoader loader = new TestLoader(Good.class.getName(), "broken.Newer");
        loader.failures.put("broken.Newer", () -> new UnsupportedClassVersionError("version 99"));

        assertGoodServesAndMessageHas(loader, "broken.Newer", "version 99", "a newer Java");
    }

    @Test
    void L13_constructorThatThrowsIsListed() throws Exception {
        assertGoodServesAndMessageHas(
                new TestLoader(Throwing.class.getName(), Good.class.getName()),
                Throwing.class.getName(),
                "IllegalStateException: broken constructor");
    }

    @Test
    void L13_initializerThatThrowsIsListed() throws Exception {
        assertGoodServesAndMessageHas(
                new TestLoader(BadInitializer.class.getName(), Good.class.getName()),
                BadInitializer.class.getName(),
                "IllegalStateException: broken initializer");
    }

    @Test
    void L13_classThatIsNoProviderIsListed() throws Exception {
        assertGoodServesAndMessageHas(
                new TestLoader(NoProvider.class.getName(), Good.class.getName()),
                NoProvider.class.getName() + " not a subtype");
    }

    @Test
    void L13_fileThatIsNoListIsListed() throws Exception {
        TestLoader loader = new TestLoader("this is no class name");
        assertThat(ProviderSearch.in(loader, new TestLoader(Good.class.getName()))
                        .providers())
                .hasSize(1);
        assertThat(ProviderSearch.in(loader).failures())
                .singleElement()
                .asString()
                .contains("Illegal");
    }

    @Test
    @Timeout(60)
    void L13_loaderThatAlwaysFailsEndsTheSearch() throws Exception {
        ClassLoader unreadable = new ClassLoader(null) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                throw new IOException("no such disk");
            }
        };
        ClassLoader wild = new ClassLoader(null) {
            @Override
            public Enumeration<URL> getResources(String name) {
                throw new IllegalStateException("always");
            }
        };

        ProviderSearch.Found found = ProviderSearch.in(unreadable, wild, new TestLoader(Good.class.getName()));

        assertThat(found.providers()).hasSize(1);
        assertThat(found.failures())
                .anySatisfy(line -> assertThat(line).contains("no such disk"))
                .anySatisfy(line -> assertThat(line).contains("IllegalStateException: always"))
                .hasSizeLessThan(5);
    }

    @Test
    void L13_shortageIsNotKept() throws Exception {
        ProviderSearch.Found found = ProviderSearch.in(new TestLoader(Hungry.class.getName(), Good.class.getName()));

        assertThat(found.shortage()).isTrue();
        assertThat(found.providers()).hasSize(1);
        assertThat(found.failures()).singleElement().asString().contains("no heap", "looks for it again");
    }

    // --- broken when it is asked

    @Test
    void L13_providerThatThrowsOrReturnsNullWhenAskedIsPassedOverAndListed() throws Exception {
        List<FlowProvider> broken = List.of(
                new Odd("schemes", null),
                new Odd("schemes", () -> new NoSuchMethodError("schemes")),
                new Odd("name", null),
                new Odd("name", () -> new IllegalStateException("name")),
                new Odd("unavailable", null),
                new Odd("unavailable", () -> new ExceptionInInitializerError("unavailable")));
        for (FlowProvider odd : broken) {
            Providers providers = new Providers(new ProviderSearch.Found(List.of(odd, new Good()), List.of(), false));

            assertThat(providers.choose("connect", GOOD)).as(odd.toString()).isNotNull();
            assertThatThrownBy(() -> providers.choose("connect", NOBODYS))
                    .isInstanceOf(FlowUnsupportedException.class)
                    .hasMessageContaining("good (good) does not serve nobodys")
                    .hasMessageContaining(odd.toString());
        }
    }

    // --- not announced

    @Test
    void L9_noProviderAtAllSaysWhereToLook() {
        Providers none = new Providers(new ProviderSearch.Found(List.of(), List.of(), false));

        assertThatThrownBy(() -> none.choose("connect", GOOD))
                .isInstanceOf(FlowUnsupportedException.class)
                .hasMessageContaining("providers: none (is a backend such as flow-hvsock on the path?)");
    }

    /** A loader that knows of a services file, and fails at chosen classes. */
    private final class TestLoader extends ClassLoader {
        private final Map<String, Supplier<LinkageError>> failures = new HashMap<>();
        private final URL services;

        TestLoader(String... names) throws IOException {
            super(ProvidersTest.class.getClassLoader());
            Path file = Files.createTempFile(directory, "services", "");
            Files.writeString(file, "# providers\n" + String.join("\n", names) + "\n");
            services = file.toUri().toURL();
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.startsWith("META-INF/services/")
                    ? Collections.enumeration(List.of(services))
                    : super.getResources(name);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (failures.containsKey(name)) {
                throw failures.get(name).get();
            }
            return name.startsWith(ProvidersTest.class.getName()) ? define(name) : super.loadClass(name, resolve);
        }

        /** Anew, and so outside the module that these tests are in: a services file is not for classes of a module. */
        private Class<?> define(String name) throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try (InputStream in = ProvidersTest.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static void assertGoodServesAndMessageHas(ClassLoader loader, String... reasons) throws Exception {
        Providers providers = new Providers(ProviderSearch.in(loader));

        assertThat(providers.choose("connect", GOOD).name()).isEqualTo("good");
        assertThatThrownBy(() -> providers.choose("connect", NOBODYS))
                .isInstanceOf(FlowUnsupportedException.class)
                .hasMessageContaining("good (good) does not serve nobodys")
                .hasMessageContainingAll(reasons);
    }

    /** A provider that serves one scheme. */
    public static class Good implements FlowProvider {
        @Override
        public String name() {
            return "good";
        }

        @Override
        public Set<String> schemes() {
            return Set.of("good");
        }

        @Override
        public Optional<String> unavailable(String scheme) {
            return Optional.empty();
        }

        @Override
        public Flow connect(FlowAddress address, FlowOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FlowListener listen(FlowAddress address, FlowOptions options) {
            throw new UnsupportedOperationException();
        }
    }

    /** A class that is something else. */
    public static final class NoProvider {}

    /** One that cannot be made. */
    public static final class Throwing extends Good {
        public Throwing() {
            throw new IllegalStateException("broken constructor");
        }
    }

    /** One whose class cannot be initialized. */
    public static final class BadInitializer extends Good {
        private static final int NUMBER = fail();

        private static int fail() {
            throw new IllegalStateException("broken initializer");
        }

        @Override
        public String name() {
            return "bad" + NUMBER;
        }
    }

    /** One that is made when there is no memory. */
    public static final class Hungry extends Good {
        public Hungry() {
            throw new OutOfMemoryError("no heap");
        }
    }

    /** One of whose methods does not answer. */
    private static final class Odd extends Good {
        private final String method;
        private final Supplier<Throwable> failure;

        Odd(String method, Supplier<Throwable> failure) {
            this.method = method;
            this.failure = failure;
        }

        private <T> T answer(String asked, T otherwise) {
            if (!asked.equals(method)) {
                return otherwise;
            }
            if (failure == null) {
                return null;
            }
            Throwable thrown = failure.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }

        @Override
        public String name() {
            return answer("name", "odd");
        }

        @Override
        public Set<String> schemes() {
            return answer("schemes", Set.of("good", "nobodys"));
        }

        @Override
        public Optional<String> unavailable(String scheme) {
            return answer("unavailable", Optional.of("it is odd"));
        }

        @Override
        public String toString() {
            return method.equals("name") ? Odd.class.getName() : "odd";
        }
    }
}
