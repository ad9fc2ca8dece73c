import Documents
import Hummingbird
import Storage

/// What every list takes: `limit`, and under `/api/d/` `cursor` (ruling 39).
struct ListRequest: Sendable {
    private let limit: Int
    private let after: Cursor?
    /// Path and parameters of the pages that follow; nil where there are no cursors.
    private let nextPage: String?

    init(_ request: Request, _ parameters: Parameters, _ version: APIVersion, defaultLimit: Int) throws {
        limit = try parameters.limit(default: defaultLimit)
        guard version.isDevelopment else {
            after = nil
            nextPage = nil
            return
        }
        after = try parameters.cursor()
        // Credentials stay out of links.
        let query = parameters.fields.query(without: ["cursor", "api_key", "username"])
        nextPage = query.isEmpty ? "\(request.uri.path)?cursor=" : "\(request.uri.path)?\(query)&cursor="
    }

    /// The answer to it.
    ///
    /// - Parameters:
    ///   - name: of the array
    ///   - budget: time for a list that has to try every row
    ///   - write: writes an item
    ///   - fetch: reads a slice
    func answer<Item: Sendable>(
        _ name: StaticString, budget: Duration? = nil, write: @escaping @Sendable (Item, inout JSONWriter) -> Void,
        fetch: @escaping @Sendable (Page) async throws -> Slice<Item>
    ) async throws -> Response {
        var answer = ListAnswer(name: name, limit: limit, fetch: fetch, write: write)
        answer.after = after
        answer.budget = budget
        if let nextPage { answer.nextPage = { cursor in nextPage + cursor.text } }
        return try await answer.response()
    }
}
