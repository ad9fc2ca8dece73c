import Accounts
import HTTPTypes
import Hummingbird
import Storage

/// Finds out who makes a request: by API key, else by the cookie of a login session (honeypot-api.md 3.3; crits-api.md 2).
///
/// Decides nothing: what a caller may do is asked later, after path and method.
struct Identification: RouterMiddleware {
    let authenticator: Authenticator

    /// Names of the login cookie; either opens everything (ruling 3).
    static let cookieNames = ["beaker.session.id", "sessionid"]

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        do {
            context.identity = try await identify(request, address: context.clientAddress)
        } catch let error as StorageError {
            context.identity = .undecided(error)
        }
        return try await next(request, context)
    }

    private func identify(_ request: Request, address: String) async throws -> ServerContext.Identity {
        var identity = ServerContext.Identity.anonymous
        if let credentials = Identification.credentials(of: request) {
            switch try await authenticator.check(credentials, address: address) {
            case .accepted(let principal): return .known(principal)
            case .refused: break
            case .throttled(let wait): identity = .throttled(wait)
            }
        }
        for token in Identification.tokens(of: request) {
            if let principal = try await authenticator.principal(session: token) { return .known(principal) }
        }
        return identity
    }

    /// The header wins even when it is wrong; another scheme is as good as none.
    static func credentials(of request: Request) -> APIKeyCredentials? {
        if let value = request.headers[.authorization], let credentials = APIKeyCredentials(authorization: value) {
            return credentials
        }
        guard let query = request.uri.query, query.contains("api_key") else { return nil }
        let fields = FormFields(query)
        return APIKeyCredentials(user: fields["username"], key: fields["api_key"])
    }

    /// Values of login cookies, in the order of their names.
    static func tokens(of request: Request) -> [String] {
        guard request.headers.contains(.cookie) else { return [] }
        let cookies = request.cookies
        return cookieNames.compactMap { cookies[$0]?.value }
    }
}
