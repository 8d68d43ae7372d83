package io.hvflow.conformance.report;

import io.hvflow.conformance.suite.SuiteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The reports as files: for people, for programs and for logs, and the page of the contract that they link to. */
public final class ReportFiles {
    /** The report for people. */
    static final String HTML = "report.html";

    private ReportFiles() {}

    /** Writes them into the directory, which is made if it is not there. */
    public static void write(Path directory, SuiteResult result) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("report.txt"), TextReport.of(result, Ansi.OFF, ContractPage.FILE));
        Files.writeString(directory.resolve("report.json"), JsonReport.of(result));
        Files.writeString(directory.resolve(HTML), HtmlReport.of(result));
        Files.writeString(directory.resolve(ContractPage.FILE), ContractPage.html());
    }
}
