public import Documents
import Model
public import Storage

/// Changes to accounts, sensors and settings: one function for each, used by command line, API and pages alike.
///
/// Each writes the audit log and is seen by this process at once. Refusals are ``AccountError``; what the store can't do
/// is `StorageError`.
public struct Administration: Sendable {
    /// Where everything lies.
    public let store: any AccountStore
    /// Who acts, for the audit log: a user's name, or `command line`.
    public let actor: String
    let directory: Directory?
    let hasher: PasswordHasher
    let box: SecretBox
    let now: @Sendable () -> Timestamp
    /// Whether passwords must be as complex as the settings want, and are changed at the first log-in. Not at the command
    /// line, where an operator may set what they like, nor for Mnemosyne's forms, whose clients know no such rule.
    let isBoundByPolicy: Bool

    /// The actor of changes made at the command line.
    public static let commandLine = "command line"

    /// Administration in someone's name; a process without a directory has none to refresh.
    public init(
        store: any AccountStore, directory: Directory? = nil, hasher: PasswordHasher, box: SecretBox,
        actor: String = Administration.commandLine, isBoundByPolicy: Bool = false, now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.store = store
        self.directory = directory
        self.hasher = hasher
        self.box = box
        self.actor = actor
        self.isBoundByPolicy = isBoundByPolicy
        self.now = now
    }

    /// The same in another one's name, by default under the password policy.
    public func acting(as actor: String, isBoundByPolicy: Bool = true) -> Administration {
        Administration(
            store: store, directory: directory, hasher: hasher, box: box, actor: actor, isBoundByPolicy: isBoundByPolicy, now: now)
    }

    /// Writes the audit log and lets this process see the change.
    func finish(_ action: String, _ subject: String) async throws {
        try await store.appendAudit(AuditEntry(time: now(), actor: actor, action: action, subject: subject))
        try await directory?.reload()
    }

    /// Does a change in the store; its conflicts and misses become refusals that name the field.
    func change(_ field: String, _ name: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as StorageError {
            switch error.code {
            case .conflict: throw AccountError(.exists, field: field, "'\(name)' exists already")
            case .notFound: throw AccountError(.unknown, field: field, "there is no '\(name)'")
            case .refused: throw AccountError(.refused, field: field, "'\(name)' is the last administrator and must stay one")
            default: throw error
            }
        }
    }

    /// The settings as they are now.
    func currentSettings() async throws -> Settings {
        Settings(try await store.settings())
    }
}
