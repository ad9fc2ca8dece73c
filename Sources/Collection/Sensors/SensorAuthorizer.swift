public import Accounts
public import HPFeeds
import Model

/// Answers the broker's questions: first the back ends of `--auth` in their order, then the sensors of the store.
///
/// A back end that fails, fails the log-in; it does not make the ident an unknown one (hpfeeds.md 5).
public struct SensorAuthorizer: Authorizer {
    private let backEnds: [any AccountBackEnd]
    private let directory: Directory
    private let box: SecretBox
    /// Yields after each change of the store or of a back end.
    public let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    /// An authorizer over live back ends and the store.
    public init(backEnds: [any AccountBackEnd], directory: Directory, box: SecretBox) {
        self.backEnds = backEnds
        self.directory = directory
        self.box = box
        (changes, changed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// What an ident may do.
    public func grant(for ident: String) async throws -> Grant? {
        for backEnd in backEnds {
            if let record = try backEnd.record(of: ident) { return record.grant(named: ident) }
        }
        guard let sensor = directory.snapshot.sensors[ident], sensor.ident.utf8.elementsEqual(ident.utf8) else { return nil }
        return Grant(
            ident: sensor.ident, owner: sensor.owner, secrets: try sensor.secrets(openedBy: box), publish: sensor.publish,
            subscribe: sensor.subscribe)
    }

    /// Watches the store's directory and the files for changes until it is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await _ in directory.changes() { changed.yield() }
            }
            group.addTask {
                while !Task.isCancelled {
                    for backEnd in backEnds where backEnd.reload() { changed.yield() }
                    try? await Task.sleep(for: .milliseconds(500))
                }
            }
        }
    }
}

/// A source of accounts outside the store, read-only.
public protocol AccountBackEnd: Sendable {
    /// The account of an ident; nil when it has none.
    func record(of ident: String) throws -> SensorRecord?
    /// Looks whether something changed; true when it did.
    func reload() -> Bool
}

extension SensorRecord {
    func grant(named ident: String) -> Grant {
        Grant(ident: ident, owner: owner, secrets: [secret], publish: Set(publish), subscribe: Set(subscribe))
    }
}

/// `--auth env`: variables of the environment, read once; any letter case of an ident logs in (upstream's habit).
public struct EnvironmentAccounts: AccountBackEnd {
    private let records: [String: SensorRecord]

    /// Reads `HPFEEDS_<IDENT>_SECRET` and its companions.
    public init(_ environment: [String: String]) throws(AccountError) {
        records = Dictionary(try SensorFile.read(environment: environment).map { ($0.ident, $0) }) { first, _ in first }
    }

    /// The account of an ident in any letter case.
    public func record(of ident: String) -> SensorRecord? {
        guard var record = records[ident.uppercased()] else { return nil }
        if record.owner == record.ident { record.owner = ident }
        record.ident = ident
        return record
    }

    /// The environment does not change.
    public func reload() -> Bool { false }
}
