public import Documents
public import Model
public import Storage

/// The one door for changes of an object: PATCH and the pages run the same commands (crits-actions.md).
public enum ActionCommands {
    /// Runs an action on a document that the caller sees; gives nil where there is none for them (404).
    ///
    /// A refusal is an outcome with code 1 and changes nothing. Pages know more actions than the API does. Throws what the store throws.
    public static func run(
        _ action: String?, on type: ObjectType, id: ObjectID, arguments: Document, caller: Caller, options: CommandOptions,
        from door: ActionDoor = .api, in store: any ObjectStore
    ) async throws -> Outcome? {
        do {
            return try await store.change { transaction in
                try perform(
                    action, on: type, id: id, arguments: arguments, caller: caller, options: options, from: door, in: transaction)
            }
        } catch let refusal as ActionRefusal {
            return Outcome.refused(type.name, refusal.message, id: id)
        }
    }

    /// The names that the arguments of `update_dependency` give (crits-actions.md 7.1).
    public static func dependencies(_ arguments: Document) throws -> [String] {
        try SignatureActions.dependencies(ActionArguments(arguments))
    }

    /// Whether the arguments of `run_service` ask to wait for the end of the run (crits-actions.md 4.11).
    public static func waitsForService(_ arguments: Document) -> Bool { ServiceActions.waits(ActionArguments(arguments)) }

    /// The same within a transaction; throws ``ActionRefusal``.
    static func perform(
        _ action: String?, on type: ObjectType, id: ObjectID, arguments: Document, caller: Caller, options: CommandOptions,
        from door: ActionDoor, in transaction: any ObjectTransaction
    ) throws -> Outcome? {
        guard try transaction.isVisible(type: type, id: id, to: caller.reader), let head = try transaction.head(of: type, id: id)
        else { return nil }
        guard let action, let entry = ActionTable.entry(action, for: type.name, from: door) else {
            throw ActionRefusal("'\(action ?? "None")' is not a valid action.")
        }
        let arguments = ActionArguments(arguments)
        guard caller.may("\(type.name).\(entry.permission(arguments))"), caller.may("\(type.name).read") else {
            throw ActionRefusal("User does not have permission to \(entry.purpose).")
        }
        var context = ActionContext(
            transaction: transaction, type: type, id: id, caller: caller, options: options, arguments: arguments, head: head)
        let object = try entry.command(&context)
        if !context.changed.isEmpty { try save(context) }
        var outcome = Outcome(code: 0, type: type.name, id: id, message: context.message)
        outcome.extra = context.extra
        if let object { outcome.extra["object"] = .document(object) }
        return outcome
    }

    /// `modified` and the audit entry come with every change (crits-actions.md 2.1).
    private static func save(_ context: ActionContext) throws {
        var head = context.head
        if head["modified"] != nil { head["modified"] = .date(context.now) }
        try context.transaction.replaceHead(
            of: context.type, id: context.id, identities: ObjectIdentity.all(of: context.type, head: head), head: head)
        try context.transaction.audit(
            ObjectAudit(
                user: context.caller.username, type: context.type.name, target: context.id, method: "save()",
                value: context.changed.joined(separator: ", ")))
        try context.transaction.notify(
            NewNotice(
                kind: .changed, type: context.type, id: context.id, analyst: context.caller.username,
                text: context.changed.joined(separator: ", ")))
    }
}
