/// Which filters a request passes, from the outside to the inside.
enum FilterList {
    /// The order is part of the server's security: what is further out also sees what the inner ones refuse.
    static func filters(
        environment: ServerEnvironment,
        isSecure: Bool,
        headers: SecurityHeaders,
        requestLog: RequestLog?,
        proxies: TrustedProxies = TrustedProxies(),
        crossOrigin: CrossOriginPolicy,
        csrf: CSRFRules,
        logins: Logins? = nil,
        routes: Routes
    ) -> [any Filter] {
        var outer: [any SynchronousFilter] = [
            HeadFilter(), ClientAddressFilter(proxies: proxies, isSecure: isSecure), RequestIdentityFilter(),
            MetricsFilter(metrics: environment.metrics),
        ]
        if let requestLog { outer.append(RequestLogFilter(log: requestLog, now: environment.now)) }
        outer.append(SecurityHeadersFilter(overTLS: headers, now: environment.now))
        var filters: [any Filter] = [
            SynchronousFilters(outer),
            CrossOriginFilter(policy: crossOrigin, audit: environment.audit),
            ErrorFilter(),
        ]
        let page = RequestPage(rules: csrf, crossOrigin: crossOrigin)
        filters += logins?.filters(for: page, audit: environment.audit) ?? []
        filters += [
            CSRFFilter(
                page: page,
                audit: environment.audit,
                metrics: environment.metrics
            ),
            AuthorisationFilter(routes, audit: environment.audit),
        ]
        return filters
    }
}
