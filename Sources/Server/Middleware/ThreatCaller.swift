import Accounts
import Documents
import HTTPTypes
import Hummingbird

/// Finds out who calls the threat-intelligence API (crits-api.md 2): an API key first, then the login session.
///
/// Comes after ``Identification``, which knows header and query; the values of a body are for the caller to look up. Check the
/// method before this (crits-api.md 1.8).
struct ThreatCaller {
    let authenticator: Authenticator
    /// Whether the listener is behind TLS, where the origin of a session's writes must be ours.
    let isSecure: Bool

    /// What a body holds under the names `username` and `api_key`.
    struct BodyCredentials {
        var username: String?
        var key: String?
    }

    /// Name of the cookie that a form's or script's token must repeat.
    static let tokenCookie = "csrftoken"
    private static let tokenHeader = HTTPField.Name("X-CSRFToken")

    /// The caller, or a refusal: 401 with an empty body whatever the reason, 429 after many wrong keys, 403 where a read-only
    /// key writes (`isWriting` says whether the effective method does).
    func principal(
        _ request: Request, _ context: ServerContext, body: BodyCredentials = BodyCredentials(), isWriting: Bool
    ) async throws -> Principal {
        var wait: Duration?
        switch try await keyCheck(request, context, body) {
        case .accepted(let principal) where principal.mayUseThreatAPI:
            if isWriting, principal.isReadOnly {
                throw Refusal(status: .forbidden, body: .json("The API key is for reading only."))
            }
            return principal
        case .throttled(let time): wait = time
        case .accepted, .refused, nil: break
        }
        if case .undecided(let error) = context.identity { throw error }
        if let principal = try await session(request, context), principal.mayUseThreatAPI,
            !isUnsafe(request.method) || isOwn(request)
        {
            return principal
        }
        if let wait { throw Refusal.tooManyRequests(retryAfter: wait) }
        throw Refusal(status: .unauthorized, body: .empty)
    }

    /// Whether a login session may send this request; a key in the body would win over it all the same.
    func hasOwnSession(_ request: Request, _ context: ServerContext) async throws -> Bool {
        guard !isUnsafe(request.method) || isOwn(request), let principal = try await session(request, context) else { return false }
        return principal.mayUseThreatAPI
    }

    /// The check of the key, nil when the request has none. With no usable header each of the two values is looked up by
    /// itself, in the query first.
    private func keyCheck(
        _ request: Request, _ context: ServerContext, _ body: BodyCredentials
    ) async throws -> Authenticator.KeyCheck? {
        if Identification.credentials(of: request) != nil { return ThreatCaller.known(context) }
        let query = FormFields(request.uri.query)
        guard let credentials = APIKeyCredentials(user: query["username"] ?? body.username, key: query["api_key"] ?? body.key) else {
            return nil
        }
        return try await authenticator.check(credentials, address: context.clientAddress)
    }

    /// What ``Identification`` found for a key that it saw.
    private static func known(_ context: ServerContext) -> Authenticator.KeyCheck {
        switch context.identity {
        case .known(let principal) where principal.sessionHash == nil: .accepted(principal)
        case .throttled(let wait): .throttled(retryAfter: wait)
        case .known, .anonymous, .undecided: .refused
        }
    }

    private func session(_ request: Request, _ context: ServerContext) async throws -> Principal? {
        if let principal = context.principal, principal.sessionHash != nil { return principal }
        for token in Identification.tokens(of: request) {
            if let principal = try await authenticator.principal(session: token) { return principal }
        }
        return nil
    }

    /// Whether a method changes something; the one that was sent counts, not the one that overrides it.
    private func isUnsafe(_ method: HTTPRequest.Method) -> Bool {
        ![.get, .head, .options, .trace].contains(method)
    }

    /// Whether a request of a session came from our own pages: the token of the cookie in the header, over TLS our origin too.
    private func isOwn(_ request: Request) -> Bool {
        guard let name = ThreatCaller.tokenHeader, let sent = request.headers[name], !sent.isEmpty,
            let cookie = request.cookies[ThreatCaller.tokenCookie]?.value,
            ConstantTime.areEqual(Array(sent.utf8), Array(cookie.utf8))
        else { return false }
        guard isSecure else { return true }
        guard let host = request.head.authority, !host.isEmpty else { return false }
        if let origin = request.headers[.origin] { return origin == "https://\(host)" }
        guard let referer = request.headers[.referer] else { return false }
        return referer == "https://\(host)" || referer.hasPrefix("https://\(host)/")
    }
}
