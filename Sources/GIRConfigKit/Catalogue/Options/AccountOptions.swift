/// The options of the section `serverSettings.accountManagement`.
enum AccountOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "serverSettings.accountManagement.forgotPasswordEmailTemplate.from",
            .text,
            .recollection,
            "The sender of the e-mail to a user who forgot the password."
        ),
        ConfigurationOption(
            "serverSettings.accountManagement.forgotPasswordEmailTemplate.subject",
            .text,
            .recollection,
            "The subject of the e-mail to a user who forgot the password."
        ),
        ConfigurationOption(
            "serverSettings.accountManagement.forgotPasswordEmailTemplate.body",
            .text,
            .recollection,
            "The text of the e-mail to a user who forgot the password."
        ),
        ConfigurationOption(
            "serverSettings.accountManagement.accountCreatedEmailTemplate.from",
            .text,
            .recollection,
            "The sender of the e-mail to a new user."
        ),
        ConfigurationOption(
            "serverSettings.accountManagement.accountCreatedEmailTemplate.subject",
            .text,
            .recollection,
            "The subject of the e-mail to a new user."
        ),
        ConfigurationOption(
            "serverSettings.accountManagement.accountCreatedEmailTemplate.body",
            .text,
            .recollection,
            "The text of the e-mail to a new user."
        ),
        ConfigurationOption(
            "serverSettings.accountManagement.smtpServer.host",
            .text,
            .recollection,
            "The mail server."
        ),
        ConfigurationOption(
            "serverSettings.accountManagement.smtpServer.port",
            .port,
            .recollection,
            "The port of the mail server."
        ),
        ConfigurationOption(
            "serverSettings.accountManagement.smtpServer.userName",
            .text,
            .recollection,
            "The user at the mail server."
        ),
        ConfigurationOption(
            "serverSettings.accountManagement.smtpServer.password",
            .text,
            .recollection,
            secrecy: .secret(crypt: .undocumented),
            "The password of the user at the mail server."
        ),
        ConfigurationOption(
            "serverSettings.accountManagement.smtpServer.timeout",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            "How long the mail server may take to answer."
        ),
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
