import HTTPTypes

/// Methods as requests name them.
enum ThreatMethods {
    /// What a POST asks for by `X-HTTP-Method-Override` (ruling 54).
    static func overridden(_ method: HTTPRequest.Method, by header: String?) -> HTTPRequest.Method {
        guard method == .post, let header = header?.uppercased(), ["PATCH", "GET", "DELETE", "PUT"].contains(header) else {
            return method
        }
        return HTTPRequest.Method(header) ?? method
    }
}
