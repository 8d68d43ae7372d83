package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class JsonReportTest {
    private final JsonObject report =
            JsonParser.parseString(JsonReport.of(Reports.mixed())).getAsJsonObject();

    @Test
    void saysWhatItIs() {
        assertThat(report.get("format").getAsString()).isEqualTo("hvflow-conformance");
        assertThat(report.get("version").getAsInt()).isEqualTo(1);
        assertThat(report.get("conformant").getAsBoolean()).isFalse();
        assertThat(report.getAsJsonObject("environment").get("java").getAsString())
                .isEqualTo("JDK 25.0.3");
        assertThat(report.getAsJsonObject("settings").get("seed").getAsString()).isEqualTo("0x5eed");
    }

    @Test
    void hasEveryRuleForEveryTargetThatRan() {
        assertThat(report.getAsJsonArray("rules")).hasSize(3);
        assertThat(target(0).getAsJsonArray("results")).hasSize(3);
        assertThat(target(0).get("standing").getAsString()).isEqualTo("CONFORMANT");
        assertThat(target(2).get("unavailable").getAsString()).contains("EADDRNOTAVAIL 99");
        assertThat(target(2).getAsJsonArray("results")).isEmpty();
    }

    @Test
    void tellsAFailureToTheLastStep() {
        JsonObject result = target(1).getAsJsonArray("results").get(1).getAsJsonObject();
        assertThat(result.get("verdict").getAsString()).isEqualTo("FAIL");
        JsonObject failure = result.getAsJsonArray("failures").get(0).getAsJsonObject();
        assertThat(failure.get("replay").getAsString()).isEqualTo("--target unix --rule R5 --seed 0xabcd");
        assertThat(failure.get("manner").getAsString()).isEqualTo("DIFFERS");
        assertThat(failure.get("stepsDropped").getAsInt()).isEqualTo(7);
        assertThat(failure.getAsJsonArray("steps")).hasSize(5);
        JsonObject last = failure.getAsJsonArray("steps").get(4).getAsJsonObject();
        assertThat(last.get("operation").getAsString()).isEqualTo("read()");
        assertThat(last.has("outcome")).isFalse();
    }

    @Test
    void saysWhatToLookAt() {
        JsonObject rule = report.getAsJsonArray("rules").get(1).getAsJsonObject();
        assertThat(rule.get("lookAt").getAsString())
                .isEqualTo(
                        "errors of receive that are mapped to -1; an `abort` that closes in good order; with framing,"
                                + " the end of the carrying stream within a frame, or without a word of the end.");
        assertThat(rule.get("link").getAsString()).isEqualTo("contract.html#r5");
        JsonObject cause = target(1).getAsJsonArray("causes").get(0).getAsJsonObject();
        assertThat(cause.get("first").getAsString()).isEqualTo("R5");
        assertThat(cause.getAsJsonArray("others")).isEmpty();
        assertThat(target(0).getAsJsonArray("causes")).isEmpty();
        JsonObject result = target(1).getAsJsonArray("results").get(1).getAsJsonObject();
        JsonObject symptom =
                result.getAsJsonArray("failures").get(0).getAsJsonObject().getAsJsonObject("symptom");
        assertThat(symptom.get("rule").getAsString()).isEqualTo("R3");
    }

    @Test
    void tellsADeviationWithWhatWasFound() {
        JsonObject deviating = JsonParser.parseString(JsonReport.of(Reports.deviatingAsKnown()))
                .getAsJsonObject();
        assertThat(deviating.get("conformant").getAsBoolean()).isFalse();
        assertThat(deviating.get("asExpected").getAsBoolean()).isTrue();
        JsonObject target = deviating.getAsJsonArray("targets").get(0).getAsJsonObject();
        assertThat(target.get("standing").getAsString()).isEqualTo("AS EXPECTED");
        assertThat(target.get("device").getAsString()).isEqualTo("relay 1.0, Linux 6.12");
        JsonObject result = target.getAsJsonArray("results").get(1).getAsJsonObject();
        assertThat(result.get("verdict").getAsString()).isEqualTo("DEVIATES");
        assertThat(result.get("reason").getAsString()).isEqualTo("the tail is <lost> (F-03)");
        assertThat(result.getAsJsonArray("failures")).hasSize(1);
    }

    private JsonObject target(int index) {
        return report.getAsJsonArray("targets").get(index).getAsJsonObject();
    }
}
