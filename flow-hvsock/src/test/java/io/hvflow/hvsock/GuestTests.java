package io.hvflow.hvsock;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * A program for the guest of the lab, where no Maven is: runs the tests that need a kernel with AF_VSOCK and its loopback transport.
 * All of them run there, so that one which is skipped counts as failed. Exit status 0 if all passed.
 */
public final class GuestTests {
    /** Of tests for kernels without the loopback transport. */
    static final String NO_LOOPBACK = "no-loopback";

    private GuestTests() {}

    public static void main(String[] args) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(
                        selectClass(VsockLoopbackTest.class),
                        selectClass(VsockFamilyTest.class),
                        selectClass(VsockOptionsTest.class))
                .filters(TagFilter.excludeTags(NO_LOOPBACK))
                .build();
        SummaryGeneratingListener counts = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, counts, new Skipped());
        TestExecutionSummary summary = counts.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true), 30);
        long skipped = summary.getTestsSkippedCount() + summary.getTestsAbortedCount();
        System.out.printf(
                "Tests of AF_VSOCK: %d passed, %d failed, %d skipped%n",
                summary.getTestsSucceededCount(), summary.getTotalFailureCount(), skipped);
        boolean all = summary.getTestsSucceededCount() > 0 && summary.getTotalFailureCount() == 0 && skipped == 0;
        System.exit(all ? 0 : 1);
    }

    /** Says why a test was skipped. */
    private static final class Skipped implements TestExecutionListener {
        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            System.out.println("skipped " + test.getDisplayName() + ": " + reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
                System.out.println("skipped " + test.getDisplayName() + ": "
                        + result.getThrowable().map(Throwable::getMessage).orElse(""));
            }
        }
    }
}
