/// The forms that a report can be written in.
public enum ReportFormat: String, Sendable, CaseIterable {
    /// The XML of Checkstyle, which many build servers read.
    case checkstyle
    /// One line for each finding.
    case concise
    /// The workflow commands that GitHub turns into annotations.
    case github
    /// The code quality report of GitLab.
    case gitlab
    /// One JSON object of the schema `girctl.config-lint/1`.
    case json
    /// The XML of JUnit, each finding being a failed test.
    case junit
    /// SARIF 2.1.0.
    case sarif
    /// Lines of the source with marks below the places, for people.
    case text
}
