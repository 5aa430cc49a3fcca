/// Sections that Spring Boot reads, whose options are not known here.
enum SpringOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "spring",
            .section,
            .recollection,
            "Settings of Spring Boot."
        ),
        ConfigurationOption(
            "management",
            .section,
            .recollection,
            "Settings of the management endpoints of Spring Boot."
        ),
    ]
}
