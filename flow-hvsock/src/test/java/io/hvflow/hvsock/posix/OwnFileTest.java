package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFileTest {
    @TempDir
    Path directory;

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void L12_removesItselfOnly() throws Exception {
        Path path = Files.createFile(directory.resolve("x"));
        OwnFile mine = OwnFile.at(path);
        Files.move(path, directory.resolve("kept")); // so that its inode stays its own
        Files.writeString(path, "another's");

        assertThat(mine.removeFrom(path)).isFalse();
        assertThat(path).hasContent("another's");
        assertThat(mine.removeFrom(directory.resolve("kept"))).isTrue();
        assertThat(files()).containsExactly("x");
    }

    /** Another's file comes to the path again and again, at whatever moment: it is there in the end, always. */
    @Test
    void L12_whatComesMeanwhileIsNeverRemoved() throws Exception {
        Path path = directory.resolve("x");
        Path anothers = Files.writeString(directory.resolve("another"), "another's");
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            for (int i = 0; i < 500; i++) {
                Files.createFile(path);
                OwnFile mine = OwnFile.at(path);
                Path link = Files.createLink(directory.resolve("link"), anothers);
                Future<?> replacing = thread.submit(() ->
                        Files.move(link, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
                mine.removeFrom(path);
                replacing.get();

                assertThat(path).hasContent("another's");
                Files.delete(path);
            }
        }
        assertThat(files()).containsExactly("another");
    }
}
