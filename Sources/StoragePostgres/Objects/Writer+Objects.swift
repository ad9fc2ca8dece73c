import Documents
import Model
import Storage

extension Writer {
    private enum Outcome<Answer: Sendable>: Sendable {
        case done(Answer)
        /// What the command threw.
        case refused(any Error)
        /// Nothing was committed, and another try may succeed.
        case again(StorageError)
    }

    /// Times that a command is run before its conflicts are the caller's.
    private static let maximumAttempts = 8

    /// Runs a command on objects in a transaction of its own; again when another process was in its way, or when the
    /// connection was lost before the COMMIT.
    func changeObjects<Answer: Sendable>(
        ids: ObjectIDSource, tokens: ObjectTokens, _ command: @escaping @Sendable (any ObjectTransaction) throws -> Answer
    ) async throws -> Answer {
        var attempt = 1
        while true {
            let outcome = try await thread.perform(repeating: false) { connection throws(StorageError) in
                try self.attempt(ids: ids, tokens: tokens, connection, command)
            }
            switch outcome {
            case .done(let answer): return answer
            case .refused(let error): throw error
            case .again(let error):
                guard attempt < Writer.maximumAttempts else { throw error }
                attempt += 1
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...(5 << attempt))))
            }
        }
    }

    private func attempt<Answer: Sendable>(
        ids: ObjectIDSource, tokens: ObjectTokens, _ connection: Connection, _ command: (any ObjectTransaction) throws -> Answer
    ) throws(StorageError) -> Outcome<Answer> {
        let node = claimed?.node ?? identities.importIdentity.node
        let tables = ObjectWriter(connection, node: node)
        let answer: Answer
        do {
            try connection.execute("BEGIN")
            let running = ObjectCommand(tables, tokens: tokens, ids: ids)
            answer = try command(running)
            try running.finish()
            try tables.flush()
        } catch {
            let isEngine = error is StoredDocumentError || error is StorageError
            let reason = tables.failure(error)
            if connection.isBroken || tables.hasConflict { return .again(reason) }
            return .refused(isEngine ? reason : error)
        }
        try connection.execute("COMMIT")
        return .done(answer)
    }
}
