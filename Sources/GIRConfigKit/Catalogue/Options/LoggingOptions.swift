/// The options of the section `logging`.
enum LoggingOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "logging",
            .section,
            .documented(.sampleFile),
            "Where the program finds its log settings and where it writes."
        ),
        ConfigurationOption(
            "logging.config",
            .path,
            .documented(.sampleFile),
            default: .sample("logback.xml"),
            "The logback file that says what is logged."
        ),
        ConfigurationOption(
            "logging.file",
            .text,
            .documented(.sampleFile),
            default: .sample("cloud.log"),
            "The name of the main log file."
        ),
        ConfigurationOption(
            "logging.path",
            .path,
            .documented(.sampleFile),
            default: .sample("/var/log/jetty9"),
            "The folder of the log files."
        ),
        ConfigurationOption(
            "logging.level",
            .section,
            .recollection,
            "Log levels by logger name, as Spring Boot reads them."
        ),
    ]
}
