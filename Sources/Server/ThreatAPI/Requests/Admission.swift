import Accounts
import Documents
import HTTPTypes
import Hummingbird

/// Finds out who sends a request with a body, as early as its credentials come: nothing of a stranger's body is stored.
struct Admission {
    private let callers: ThreatCaller
    private let request: Request
    private let context: ServerContext
    /// The caller, once the credentials that count are known.
    private(set) var principal: Principal?
    /// Whether the body may be as long as the settings allow.
    private(set) var hasRoom: Bool

    /// Bytes of a body that are read, and held in memory, before it tells who sends it.
    static let maximumUnknown = 8 << 20

    /// Looks at all that comes before the body; throws as ``ThreatCaller/principal(_:_:body:isWriting:)`` does when it is not
    /// enough and a body can't help.
    init(_ request: Request, _ context: ServerContext, callers: ThreatCaller) async throws {
        self.request = request
        self.context = context
        self.callers = callers
        // A whole key in header or query: none in the body counts.
        if Identification.credentials(of: request) != nil {
            principal = try await callers.principal(request, context, isWriting: true)
            hasRoom = true
        } else {
            hasRoom = try await callers.hasOwnSession(request, context)
        }
    }

    /// Lets in who gives credentials in the fields of a body that came so far; does nothing while they are not complete.
    mutating func admit(_ values: Document) async throws {
        guard !hasRoom else { return }
        let query = FormFields(request.uri.query)
        guard query["username"] ?? values["username"]?.string != nil, query["api_key"] ?? values["api_key"]?.string != nil else {
            return
        }
        try await decide(values)
    }

    /// The caller, now that the body is read; a body that can't be read holds no credentials (crits-api.md 8.4).
    @discardableResult
    mutating func decide(_ values: Document = Document()) async throws -> Principal {
        if let principal { return principal }
        let credentials = ThreatCaller.BodyCredentials(username: values["username"]?.string, key: values["api_key"]?.string)
        let decided = try await callers.principal(request, context, body: credentials, isWriting: true)
        principal = decided
        hasRoom = true
        return decided
    }

    /// What a stranger hears who sends more than is read of strangers.
    static let tooLong = Refusal.threat(
        .contentTooLarge,
        "Without credentials only \(maximumUnknown) bytes are read: send username and api_key before filedata, in the query, or as"
            + " an Authorization header.")
}
