import Accounts
import Hummingbird
import Model

/// Lets only callers of a Mnemosyne level through; there is no 403 (honeypot-api.md 3.1).
struct RequireLevel: RouterMiddleware {
    let level: Int

    init(_ level: Int) {
        self.level = level
    }

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        try RequireLevel.check(context, level)
        return try await next(request, context)
    }

    /// Throws 401, 429 after many wrong credentials, or what the store said.
    static func check(_ context: ServerContext, _ level: Int) throws {
        switch context.identity {
        case .known(let principal):
            guard principal.access.reaches(level), principal.duty != .makeSecondFactor else { throw Refusal.unauthorized }
        case .anonymous: throw Refusal.unauthorized
        case .throttled(let wait): throw Refusal.tooManyRequests(retryAfter: wait)
        case .undecided(let error): throw error
        }
    }
}
