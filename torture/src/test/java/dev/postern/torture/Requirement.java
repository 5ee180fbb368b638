package dev.postern.torture;

import java.util.List;

/**
 * One line of the catalogue.
 *
 * @param number n of SR-n
 * @param section heading it stands under
 * @param text what a case asserts
 * @param reason why it has no case yet; empty when it must have one
 */
record Requirement(int number, String section, String text, String reason) {

    String name() {
        return "SR-" + number;
    }

    /** What is wrong with the cases it has; null when nothing is. */
    String fault(List<ReportedCase> cases) {
        if (cases.isEmpty()) {
            return reason.isEmpty() ? name() + " has neither a case nor a reason: " + text : null;
        }
        if (!reason.isEmpty()) {
            return name() + " has cases, so its reason \"" + reason + "\" must go: "
                    + cases.get(0).name();
        }
        return cases.stream()
                .filter(each -> each.result() == ReportedCase.Result.FAILED)
                .map(each -> name() + " fails: " + each.name())
                .findFirst()
                .orElse(null);
    }
}
