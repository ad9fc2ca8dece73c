import Hummingbird

/// All routes of the server and what happens around them.
struct ServerRoutes {
    let router: Router<ServerContext>
    /// Methods by path, without those that are refused.
    let served: [String: [HTTPRequest.Method]]

    init(_ configuration: ServerConfiguration, _ parts: ServerParts) throws {
        let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: Identification(authenticator: parts.authenticator))
        if configuration.logsRequests { router.add(middleware: RequestLog()) }
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorAnswers())
        router.add(
            middleware: ThreatAPI(
                objects: parts.objects, directory: parts.directory, administration: parts.administration,
                callers: ThreatCaller(authenticator: parts.authenticator, isSecure: configuration.tls != nil), parsing: parts.parsing,
                analyses: parts.analyses))

        for version in APIVersion.allCases {
            HoneypotAPI(version: version, store: parts.observations, directory: parts.directory).addRoutes(to: router)
        }
        let cookies = LoginCookies(directory: parts.directory, isSecure: configuration.tls != nil)
        let site = Site(parts: parts, templates: try Templates(), assets: Assets(), cookies: cookies)
        site.addRoutes(to: router)
        OperationsRoutes(health: parts.health, metrics: parts.metrics).addRoutes(to: router)

        served = Dictionary(grouping: router.routes) { $0.path.description }.mapValues { $0.map(\.method) }
        for (path, methods) in served { ServerRoutes.refuseOthers(than: methods, at: path, router) }
        self.router = router
    }

    /// Methods that the HTTP parser knows; it refuses all others itself.
    private static let known: [String] = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "ACL", "BIND", "CHECKOUT", "COPY", "LINK", "LOCK",
        "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MOVE", "MSEARCH", "M-SEARCH", "NOTIFY", "PROPFIND", "PROPPATCH", "PURGE", "REBIND",
        "REPORT", "SEARCH", "SOURCE", "SUBSCRIBE", "UNBIND", "UNLINK", "UNLOCK", "UNSUBSCRIBE", "QUERY",
    ]

    /// Hummingbird answers a known path with an unknown method by 404; here that is 405 with `Allow`, before anyone is
    /// asked for credentials (honeypot-api.md 2).
    private static func refuseOthers(than methods: [HTTPRequest.Method], at path: String, _ router: Router<ServerContext>) {
        // HEAD comes by itself with GET.
        let allowed = Set(methods.map(\.rawValue)).union(methods.contains(.get) ? ["HEAD"] : [])
        let text = allowed.sorted().joined(separator: ", ")
        for name in known where !allowed.contains(name) {
            guard let method = HTTPRequest.Method(name) else { continue }
            router.on(RouterPath(path), method: method) { _, _ -> Response in throw Refusal.methodNotAllowed(text) }
        }
    }
}
