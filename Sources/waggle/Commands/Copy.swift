import Accounts
import ArgumentParser
import Collection
import Documents
import Storage

/// `waggle copy --from … --to …`: moves everything to another engine.
struct Copy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copies a store into another one, of the same or the other engine.",
        discussion: """
            A store is a data directory or postgres://…. Messages are copied with their ids, what was made from them is made anew and \
            keeps its ids; users, roles, keys, sensors, upstreams and settings come along. Statistics are counted anew from the messages \
            that are there. Give the new server the same secret key. A copy that was broken off is simply started again.
            """)

    @Option(help: "The store to read: a data directory or postgres://….") var from: String
    @Option(help: "The store to write into: a data directory or postgres://….") var to: String
    @Flag(help: "Print the counts as JSON.") var json = false

    func validate() throws {
        if from == to { throw ValidationError("--from and --to name the same store") }
    }

    func run() async throws {
        try await StoreOptions.withStore(at: from) { source in
            try await StoreOptions.withStore(at: to) { target in try await copy(source, target) }
        }
    }

    private func copy(_ source: any Store, _ target: any Store) async throws {
        try await AccountCopy(from: source, to: target).run()
        let before = try await source.status()
        let all = Double(max(1, before.messages + before.sessions + before.urls))
        let bar = ProgressBar()
        let options = Settings(try await source.settings()).normalization
        let result = try await ObservationCopy(from: source, to: target, options: options).run { progress in
            bar.draw(Double(progress.seen) / all, "\(progress.copied) copied, \(progress.known) known")
        }
        bar.finish()
        try await target.appendAudit(
            AuditEntry(time: .now, actor: Administration.commandLine, action: "copy", subject: "\(result.copied) messages"))
        try await compare(before, try await target.status(), result)
    }

    /// Prints what both hold; the target may have more, of its own.
    private func compare(_ source: StoreStatus, _ target: StoreStatus, _ result: ObservationCopy.Progress) async throws {
        let rows = [
            ("raw", source.messages, target.messages), ("sessions", source.sessions, target.sessions), ("urls", source.urls, target.urls),
            ("files", source.files, target.files), ("dorks", source.dorks, target.dorks),
        ]
        if json {
            var writer = JSONWriter()
            writer.beginObject()
            for (name, count) in [("copied", result.copied), ("known", result.known)] {
                writer.name(text: name)
                writer.integer(count)
            }
            for (side, counts) in [("from", rows.map { ($0.0, $0.1) }), ("to", rows.map { ($0.0, $0.2) })] {
                writer.name(text: side)
                writer.beginObject()
                for (name, count) in counts {
                    writer.name(text: name)
                    writer.integer(count)
                }
                writer.endObject()
            }
            writer.endObject()
            Console.print(String(decoding: writer.bytes, as: UTF8.self))
        } else {
            var table = TextTable(["", "from", "to"])
            for (name, from, to) in rows { table.append([name, "\(from)", "\(to)"]) }
            table.print()
            Console.print("\(result.copied) messages copied, \(result.known) were there")
        }
        let short = rows.filter { $0.1 > $0.2 }.map(\.0)
        guard short.isEmpty else { throw Failure("the copy has fewer \(short.joined(separator: ", ")) than its source") }
    }
}
