import Accounts
import Collection
import Documents
import Model
import Storage

/// What `waggle status` says of retention: how long what is kept, and what was dropped last.
struct RetentionStatus {
    private let policy: RetentionPolicy
    private let budget: Int
    private let used: Int
    private let oldest: Timestamp?
    private let last: AuditEntry?

    /// Audit entries that are looked through for the last drop.
    private static let auditEntries = 1_000

    init(_ store: any Store) async throws {
        let settings = Settings(try await store.settings())
        policy = settings.retention
        budget = settings.diskBudgetBytes
        used = try await store.usedBytes()
        oldest = try await store.messages(MessageFilter(), order: .oldestFirst, page: Page(limit: 1)).items.first?.message.received
        last = try await store.auditEntries(limit: RetentionStatus.auditEntries).first { $0.action == Retention.action }
    }

    private var periods: [(channel: String, period: RetentionPeriod)] {
        let named = policy.periods.sorted { $0.key < $1.key }.map { (channel: $0.key, period: $0.value) }
        return policy.other == .forever ? named : named + [(channel: RetentionPolicy.otherChannels, period: policy.other)]
    }

    /// Fields of an object that is open.
    func write(to writer: inout JSONWriter) {
        writer.name("retention")
        writer.beginObject()
        for (channel, period) in periods {
            writer.name(text: channel)
            writer.string(period.description)
        }
        writer.endObject()
        for (name, bytes) in [("disk_budget", budget), ("used", used)] {
            writer.name(text: name)
            writer.integer(bytes)
        }
        writer.name("oldest_message")
        if let oldest { writer.timestamp(oldest) } else { writer.null() }
        writer.name("last_drop")
        guard let last else { return writer.null() }
        writer.beginObject()
        writer.name("time")
        writer.timestamp(last.time)
        writer.name("dropped")
        writer.string(last.subject)
        writer.endObject()
    }

    func print() {
        let list = periods.map { "\($0.channel) \($0.period)" }.joined(separator: ", ")
        Console.print("retention \(list.isEmpty ? "everything for ever" : TextTable.printable(list))")
        if budget > 0 { Console.print("budget    \(used / 1_048_576) of \(budget / 1_048_576) MiB") }
        if let oldest { Console.print("oldest    \(oldest)") }
        if let last { Console.print("dropped   \(last.time): \(last.subject)") }
    }
}
