import Accounts
import Intelligence

/// Who uses the threat-intelligence API; throws the one answer for all who may not (crits-api.md 2.2, 2.3).
struct ThreatCaller {
    let caller: Caller
    /// Whether the key may only read.
    let isReadOnly: Bool

    init(_ context: ServerContext) throws {
        switch context.identity {
        case .known(let principal):
            let access = principal.access
            let needed = principal.sessionHash == nil ? ["api_interface"] : ["api_interface", "web_interface"]
            guard needed.contains(where: access.isAllowed) else { throw Refusal.threatUnauthorized }
            caller = Caller(access)
            isReadOnly = principal.isReadOnly
        case .anonymous: throw Refusal.threatUnauthorized
        case .throttled(let wait): throw Refusal.tooManyRequests(retryAfter: wait)
        case .undecided(let error): throw error
        }
    }
}
