/// The options of the section `statistics`, which stands at the top or in `serverSettings`.
enum StatisticsOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "statistics.locationAwareMonitoringDistribution",
            .boolean,
            .documented(.multipleDataCenters),
            default: .documented("false"),
            "Whether statistics are collected by the nodes near to their source."
        ),
        ConfigurationOption(
            "statistics.enableMultipleDataCenterMonitoring",
            .boolean,
            .documented(.multipleDataCenters),
            default: .documented("false"),
            "Whether statistics are collected in more than one data center."
        ),
        ConfigurationOption(
            "serverSettings.statistics.locationAwareMonitoringDistribution",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "The same option as `statistics.locationAwareMonitoringDistribution`."
        ),
        ConfigurationOption(
            "serverSettings.statistics.enableMultipleDataCenterMonitoring",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "The same option as `statistics.enableMultipleDataCenterMonitoring`."
        ),
    ]
}
