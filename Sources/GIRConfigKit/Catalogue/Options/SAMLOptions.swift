/// The options of the section `serverSettings.samlSettings`.
enum SAMLOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "serverSettings.samlSettings",
            .section,
            .documented(.singleSignOn),
            "Single sign-on with SAML."
        ),
        ConfigurationOption(
            "serverSettings.samlSettings.serviceProviderEntityId",
            .text,
            .documented(.singleSignOn),
            "The name of this service at the identity provider."
        ),
        ConfigurationOption(
            "serverSettings.samlSettings.encryptionKeyName",
            .text,
            .documented(.singleSignOn),
            isMandatory: true,
            "The alias in `caCertificate` of the key that decrypts assertions."
        ),
        ConfigurationOption(
            "serverSettings.samlSettings.signingKeyName",
            .text,
            .documented(.singleSignOn),
            isMandatory: true,
            "The alias in `caCertificate` of the key that signs requests."
        ),
        ConfigurationOption(
            "serverSettings.samlSettings.identityProviderMetadata",
            .path,
            .documented(.singleSignOn),
            isMandatory: true,
            "The metadata file of the identity provider."
        ),
        ConfigurationOption(
            "serverSettings.samlSettings.encryptionKeyPassword",
            .text,
            .recollection,
            secrecy: .secret(crypt: .undocumented),
            "The key password of the encryption key."
        ),
        ConfigurationOption(
            "serverSettings.samlSettings.signingKeyPassword",
            .text,
            .recollection,
            secrecy: .secret(crypt: .undocumented),
            "The key password of the signing key."
        ),
        ConfigurationOption(
            "serverSettings.samlSettings.tlsKeyName",
            .text,
            .recollection,
            "The alias in `caCertificate` of the key for TLS."
        ),
        ConfigurationOption(
            "serverSettings.samlSettings.tlsKeyPassword",
            .text,
            .recollection,
            secrecy: .secret(crypt: .undocumented),
            "The key password of the TLS key."
        ),
        ConfigurationOption(
            "serverSettings.samlSettings.responseSkewTime",
            .text,
            .recollection,
            "By how much clocks may differ when a response is checked."
        ),
        ConfigurationOption(
            "serverSettings.samlSettings.defaultEndpointKey",
            .text,
            .recollection,
            "Which endpoint is used when none is asked for."
        ),
    ]
}
