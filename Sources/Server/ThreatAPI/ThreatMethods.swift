import HTTPTypes

/// Which methods a path of the threat-intelligence API takes (crits-api.md 1.3).
enum ThreatMethods {
    /// Resources that can be changed by PATCH; their lists take it too, only to refuse it.
    static let changeable: Set<String> = [
        "actors", "backdoors", "campaigns", "certificates", "domains", "emails", "events", "exploits", "indicators", "ips", "pcaps",
        "raw_data", "samples", "signatures", "targets",
    ]
    private static let writeOnly: Set<String> = ["indicator_activity", "services"]
    private static let readOnly: Set<String> = ["vocab", "analysis_results", "service_registry"]

    /// All resources of the directory.
    static let resources: Set<String> = changeable.union(writeOnly).union(readOnly).union(["actoridentifiers", "comments", "screenshots"])

    /// Methods of a resource's list.
    static func list(_ resource: String) -> [HTTPRequest.Method] {
        if writeOnly.contains(resource) { return [.post] }
        if readOnly.contains(resource) { return [.get] }
        return changeable.contains(resource) ? [.get, .post, .patch] : [.get, .post]
    }

    /// Methods of one document; none where a resource has no documents to read.
    static func detail(_ resource: String) -> [HTTPRequest.Method] {
        if writeOnly.contains(resource) { return [] }
        return changeable.contains(resource) ? [.get, .patch] : [.get]
    }

    /// What a POST asks for by `X-HTTP-Method-Override` (ruling 54).
    static func overridden(_ method: HTTPRequest.Method, by header: String?) -> HTTPRequest.Method {
        guard method == .post, let header = header?.uppercased(), ["PATCH", "GET", "DELETE", "PUT"].contains(header) else {
            return method
        }
        return HTTPRequest.Method(header) ?? method
    }
}
