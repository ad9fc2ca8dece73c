import Documents
import Model
import Storage

/// Runs commands in one transaction on one connection.
struct ObjectGroup {
    /// What became of a group.
    enum Outcome: Sendable {
        /// So many commands, from the first on, are durable; calls that tell their callers, and the classes known now. The rest
        /// would have had to wait for another process.
        case committed([@Sendable () -> Void], KnownClasses)
        /// Nothing was committed. So many of the commands together, or one at another time, may be.
        case again(StorageError, size: Int)
    }

    let connection: Connection
    let tokens: ObjectTokens
    let ids: ObjectIDSource
    /// Whose counters are moved.
    let node: Int
    let classes: KnownClasses

    /// Throws when it can't be told what became of the COMMIT.
    func run(_ changes: [ObjectChange]) throws(StorageError) -> Outcome {
        let tables = ObjectWriter(connection, tokens: tokens, classes: classes, mayWait: changes.count == 1)
        let completions: [@Sendable () -> Void]
        do {
            try connection.execute("BEGIN")
            try prefetch(changes, tables)
            completions = try run(changes, tables)
            try tables.flush(node: node)
        } catch {
            let reason = tables.failure(error)
            if changes.count > 1 || connection.isBroken || tables.hasConflict {
                return .again(reason, size: tables.isBusy ? 1 : max(1, changes.count / 2))
            }
            let fail = changes.first?.fail
            return .committed([{ fail?(reason) }], classes)
        }
        guard tables.isKept || changes.count > 1 else {
            // The one command has failed; it may have written what a group would have kept back.
            try connection.execute("ROLLBACK")
            return .committed(completions, classes)
        }
        try connection.execute("COMMIT")
        return .committed(completions, tables.classes)
    }

    /// Looks for what the commands ask first, so that one answer serves all.
    private func prefetch(_ changes: [ObjectChange], _ tables: ObjectWriter) throws(StorageError) {
        guard changes.count > 1 else { return }
        var needs = ObjectNeeds()
        for change in changes {
            needs.add(
                tables.rehearse { tables in
                    let command = ObjectCommand(tables, tokens: tokens, ids: ids)
                    _ = try change.run(command)
                    try command.finish()
                })
        }
        try tables.prefetch(needs)
    }

    /// Throws when the transaction is lost as a whole.
    private func run(_ changes: [ObjectChange], _ tables: ObjectWriter) throws -> [@Sendable () -> Void] {
        var completions: [@Sendable () -> Void] = []
        for change in changes {
            do {
                let command = ObjectCommand(tables, tokens: tokens, ids: ids)
                let complete = try change.run(command)
                try command.finish()
                try check(tables)
                tables.keep()
                completions.append(complete)
            } catch {
                let reason = tables.failure(error)
                if connection.isBroken || connection.isFailed || tables.hasConflict { throw reason }
                tables.undo()
                if tables.isBusy {
                    // What was run before it need not wait, too.
                    guard !completions.isEmpty else { throw reason }
                    return completions
                }
                let isEngine = error is StoredDocumentError || error is StorageError
                completions.append { change.fail(isEngine ? reason : error) }
            }
        }
        return completions
    }

    /// A command may go on after an error, but not without what it could not read.
    private func check(_ tables: ObjectWriter) throws(StorageError) {
        guard tables.isBusy || connection.isFailed || connection.isBroken else { return }
        throw StorageError(.unavailable, "\(connection.info.label): a command went on after a failure of the database")
    }
}
