/// The options that were found out about application.yaml, kept apart from the catalogue so that none is lost there.
enum KnownOptions {
    /// One line an option: how surely it is known, its path, and whether it is secret, mandatory or deprecated.
    static let lines = """
        documented logging
        documented logging.config
        documented logging.file
        documented logging.path
        documented jetty
        documented jetty.host
        documented jetty.port
        documented jetty.idleTimeout
        documented jetty.soLingerTime
        documented jetty.sessionMaxInactiveInterval
        documented jetty.enableWorkerName
        documented jetty.enableRequestLog
        own jetty.trustedProxies
        documented jetty.requestLog
        documented jetty.requestLog.filename
        documented jetty.requestLog.filenameDateFormat
        documented jetty.requestLog.logTimeZone
        documented jetty.requestLog.retainDays
        documented jetty.requestLog.append
        documented jetty.requestLog.extended
        documented jetty.requestLog.logCookies
        documented jetty.requestLog.logLatency
        documented jetty.requestLog.preferProxiedForAddress
        documented jetty.enableSsl
        documented jetty.ssl
        documented jetty.ssl.port
        documented jetty.ssl.keyStorePath
        documented jetty.ssl.keyStorePassword secret
        recollection jetty.ssl.securePort
        recollection jetty.ssl.idleTimeout
        recollection jetty.ssl.soLingerTime
        recollection jetty.ssl.keyManagerPassword secret
        recollection jetty.ssl.trustStorePath
        recollection jetty.ssl.trustStorePassword secret
        recollection jetty.ssl.wantClientAuth
        recollection jetty.ssl.needClientAuth
        recollection jetty.ssl.includeProtocols
        recollection jetty.ssl.excludeProtocols
        recollection jetty.ssl.includeCipherSuites
        recollection jetty.ssl.excludeCipherSuites
        own jetty.cookies.name
        field jetty.cookies.httpOnly
        field jetty.cookies.secure
        field jetty.cookies.sameSite
        documented cassandraCluster
        documented cassandraCluster.thrift_port
        documented cassandraCluster.jmx_port
        documented cassandraCluster.keyspace
        field cassandraCluster.nodes mandatory
        recollection cassandraCluster.backup_nodes
        field cassandraCluster.replication_factor
        documented cassandraCluster.write_consistency_level
        documented cassandraCluster.read_consistency_level
        recollection cassandraCluster.max_conns_per_host
        recollection cassandraCluster.max_cons
        recollection cassandraCluster.max_pending_conns_per_host
        recollection cassandraCluster.max_blocked_threads_per_host
        recollection cassandraCluster.cassandraVersion
        documented cassandraCluster.useSSL
        documented cassandraCluster.trustStore
        documented cassandraCluster.truststorePassword secret
        documented cassandraCluster.userName
        documented cassandraCluster.password secret
        documented serverSettings
        documented serverSettings.externalApiUrlV2 mandatory
        documented serverSettings.internalApiUrlV2 mandatory
        documented serverSettings.undocumentedExternalApiUrl
        recollection serverSettings.pathPrefix
        recollection serverSettings.internalPathPrefix
        documented serverSettings.iwsDispositionCodeSync
        documented serverSettings.temporaryAuthenticationTokenTTL
        documented serverSettings.enableCsrfProtection
        recollection serverSettings.salesforceAuthenticationMode
        recollection serverSettings.enableOpenIDConnect
        recollection serverSettings.activationTimeout
        recollection serverSettings.configServerActivationTimeout
        recollection serverSettings.configServerConnectionTimeout
        recollection serverSettings.connectionTimeout
        recollection serverSettings.contactCenterSynchronizationTimeout
        recollection serverSettings.inactiveUserTimeout
        recollection serverSettings.reconnectAttempts
        recollection serverSettings.reconnectTimeout
        documented serverSettings.opsUserName mandatory
        documented serverSettings.opsUserPassword secret mandatory
        field serverSettings.applicationName mandatory
        field serverSettings.applicationType mandatory
        field serverSettings.cmeUserName mandatory
        documented serverSettings.cmePassword secret mandatory
        documented serverSettings.syncNode mandatory
        recollection serverSettings.configServerDefaultEncoding
        recollection serverSettings.synchronizationSchedulingExpression
        documented serverSettings.createCallRecordingCF
        documented serverSettings.crClusterName mandatory
        documented serverSettings.crRegion
        documented serverSettings.cryptoSecurityKey secret mandatory
        documented serverSettings.webDAVMaxConnection
        documented serverSettings.webDAVMaxTotalConnection
        documented serverSettings.webDAVPassword secret
        recollection serverSettings.webDAVUserName
        documented serverSettings.multiPartResolverMaxUploadSize
        documented serverSettings.multiPartResolverMaxInMemorySize
        documented serverSettings.recordingSettings
        documented serverSettings.recordingSettings.auditLogDeletedFiles
        documented serverSettings.recordingSettings.recordCryptoServerDecryptMaxConnection
        documented serverSettings.recordingSettings.recordCryptoServerDecryptMaxTotalConnection
        documented serverSettings.recordingSettings.recordCryptoServerDecryptSocketTimeout
        recollection serverSettings.recordingSettings.keySpaceNameSettingsCacheSecondsTTL
        recollection serverSettings.recordingSettings.regionsSettingsCacheSecondsTTL
        documented serverSettings.backgroundScheduledMediaOperationsSettings
        documented serverSettings.backgroundScheduledMediaOperationsSettings.enableBackgroundScheduledMediaOperations mandatory
        documented serverSettings.backgroundScheduledMediaOperationsSettings.defaultBackupExportURI mandatory
        documented serverSettings.backgroundScheduledMediaOperationsSettings.enableScanAndScroll
        recollection serverSettings.backgroundScheduledMediaOperationsSettings.schedulerThreads
        recollection serverSettings.backgroundScheduledMediaOperationsSettings.schedulePollingInterval
        recollection serverSettings.backgroundScheduledMediaOperationsSettings.speechMinerMaxConnection
        recollection serverSettings.backgroundScheduledMediaOperationsSettings.speechMinerMaxTotalConnection
        recollection serverSettings.backgroundScheduledMediaOperationsSettings.speechMinerSocketTimeout
        recollection serverSettings.backgroundScheduledMediaOperationsSettings.useFullPathInMediaFileBackup
        recollection serverSettings.backgroundScheduledMediaOperationsSettings.scanIntervalsPerDay
        documented serverSettings.nodePath mandatory
        recollection serverSettings.nodeId deprecated
        documented serverSettings.caCertificate
        documented serverSettings.jksPassword secret
        documented serverSettings.webDAVTrustedCA
        documented serverSettings.webDAVJksPassword secret
        documented serverSettings.rcsTrustedCA
        documented serverSettings.rcsJksPassword secret
        documented serverSettings.speechMinerTrustedCA
        documented serverSettings.speechMinerJksPassword secret
        documented serverSettings.samlSettings
        documented serverSettings.samlSettings.serviceProviderEntityId
        documented serverSettings.samlSettings.encryptionKeyName mandatory
        documented serverSettings.samlSettings.signingKeyName mandatory
        documented serverSettings.samlSettings.identityProviderMetadata mandatory
        recollection serverSettings.samlSettings.encryptionKeyPassword secret
        recollection serverSettings.samlSettings.signingKeyPassword secret
        recollection serverSettings.samlSettings.tlsKeyName
        recollection serverSettings.samlSettings.tlsKeyPassword secret
        recollection serverSettings.samlSettings.responseSkewTime
        recollection serverSettings.samlSettings.defaultEndpointKey
        documented serverSettings.crossOriginSettings
        documented serverSettings.crossOriginSettings.corsFilterCacheTimeToLive
        documented serverSettings.crossOriginSettings.allowedOrigins
        documented serverSettings.crossOriginSettings.allowedMethods
        documented serverSettings.crossOriginSettings.allowedHeaders
        documented serverSettings.crossOriginSettings.allowCredentials
        documented serverSettings.crossOriginSettings.exposedHeaders
        field serverSettings.enableElasticSearchIndexing
        field serverSettings.elasticSearchSettings
        field serverSettings.elasticSearchSettings.clientNode
        field serverSettings.elasticSearchSettings.indexPerContactCenter
        field serverSettings.elasticSearchSettings.useTransportClient
        recollection serverSettings.elasticSearchSettings.enableScheduledIndexVerification
        recollection serverSettings.elasticSearchSettings.enableIndexVerificationAtStartUp
        recollection serverSettings.elasticSearchSettings.retriesOnConflict
        recollection serverSettings.elasticSearchSettings.waitToIndexTimeout
        recollection serverSettings.elasticSearchSettings.scanReadTimeout
        field serverSettings.elasticSearchSettings.transportClient
        field serverSettings.elasticSearchSettings.transportClient.nodes
        recollection serverSettings.elasticSearchSettings.transportClient.useSniff
        recollection serverSettings.elasticSearchSettings.transportClient.ignoreClusterName
        recollection serverSettings.elasticSearchSettings.transportClient.pingTimeout
        recollection serverSettings.elasticSearchSettings.transportClient.nodesSamplerInterval
        recollection serverSettings.screenRecordingSettings.screenRecordingVoiceEnabled
        recollection serverSettings.screenRecordingSettings.screenRecordingEServicesEnabled
        recollection serverSettings.screenRecordingSettings.recordingInteractionEventsTTL
        recollection serverSettings.screenRecordingSettings.clientSessionManagerCacheTTL
        recollection serverSettings.screenRecordingSettings.contactCenterInfoManagerCacheTTL
        recollection serverSettings.screenRecordingConnectionReportingSettings.reportingEnabled
        recollection serverSettings.screenRecordingConnectionReportingSettings.createReportingCF
        recollection serverSettings.screenRecordingConnectionReportingSettings.connectionInfoHistoryTTL
        recollection serverSettings.cachingSettings.enableSystemWideCaching
        recollection serverSettings.cachingSettings.agentStatesTTL
        recollection serverSettings.cachingSettings.contactCenterFeaturesTTL
        recollection serverSettings.cachingSettings.contactCenterSettingsTTL
        recollection serverSettings.enableDosFilter
        recollection serverSettings.dosFilterSettings.maxRequestsPerSec
        recollection serverSettings.dosFilterSettings.delayMs
        recollection serverSettings.dosFilterSettings.maxWaitMs
        recollection serverSettings.dosFilterSettings.throttledRequests
        recollection serverSettings.dosFilterSettings.throttleMs
        recollection serverSettings.dosFilterSettings.maxRequestMs
        recollection serverSettings.dosFilterSettings.maxIdleTrackerMs
        recollection serverSettings.dosFilterSettings.insertHeaders
        recollection serverSettings.dosFilterSettings.trackSessions
        recollection serverSettings.dosFilterSettings.remotePort
        recollection serverSettings.dosFilterSettings.ipWhitelist
        recollection serverSettings.accountManagement.forgotPasswordEmailTemplate.from
        recollection serverSettings.accountManagement.forgotPasswordEmailTemplate.subject
        recollection serverSettings.accountManagement.forgotPasswordEmailTemplate.body
        recollection serverSettings.accountManagement.accountCreatedEmailTemplate.from
        recollection serverSettings.accountManagement.accountCreatedEmailTemplate.subject
        recollection serverSettings.accountManagement.accountCreatedEmailTemplate.body
        recollection serverSettings.accountManagement.smtpServer.host
        recollection serverSettings.accountManagement.smtpServer.port
        recollection serverSettings.accountManagement.smtpServer.userName
        recollection serverSettings.accountManagement.smtpServer.password secret
        recollection serverSettings.accountManagement.smtpServer.timeout
        field serverSettings.cometDSettings.cookieHttpOnly
        field serverSettings.cometDSettings.cookieSecure
        field serverSettings.cometDSettings.cookieSameSite
        recollection serverSettings.cometDSettings.cookieDomain
        recollection serverSettings.cometDSettings.cookiePath
        recollection serverSettings.cometDSettings.maxSessionsPerBrowser
        recollection serverSettings.cometDSettings.multiSessionInterval
        field cometD
        recollection serverSettings.logHeaderSettings.enableLogHeader
        recollection serverSettings.logHeaderSettings.updateOnPremiseInfoInterval
        recollection serverSettings.updateOnStartup.opsCredentials
        recollection serverSettings.updateOnStartup.features
        recollection serverSettings.updateOnStartup.statistics
        documented statistics.locationAwareMonitoringDistribution
        documented statistics.enableMultipleDataCenterMonitoring
        documented onPremiseSettings
        field onPremiseSettings.cmeHost mandatory
        field onPremiseSettings.cmePort mandatory
        recollection onPremiseSettings.backupCmeHost
        recollection onPremiseSettings.backupCmePort
        field onPremiseSettings.countryCode
        documented onPremiseSettings.tlsEnabled
        own girctl
        own girctl.allowPlaintextLogins
        own girctl.sessionMaxAge
        own girctl.scriptChallenge
        own girctl.strictTransportSecurity
        own girctl.csrfExemptUsers
        own girctl.authenticationHelper.command
        own girctl.authenticationHelper.processes
        own girctl.authenticationHelper.channels
        own girctl.authenticationHelper.timeout
        own girctl.authenticationHelper.cacheTime
        own girctl.authenticationHelper.defaultRoles
        """
}
