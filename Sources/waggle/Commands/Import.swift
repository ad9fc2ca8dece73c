import Accounts
import ArgumentParser
import Collection
import Documents
import Storage

/// `waggle import FILE…`: what others have collected into the store, each record once.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Imports messages from JSON Lines, dumps of a Mnemosyne database, and Cowrie's logs.",
        discussion: """
            Files and folders are told apart by what they hold:

            - JSON Lines: {"ident": …, "channel": …, "payload": … or "payload_base64": …, "timestamp": …}; "-" is standard input.
            - What mongodump and mongoexport wrote of a Mnemosyne or MHN database: the collections hpfeed, session, url, file and \
            dork, with their ids. Give all files at once: raw messages are taken first, then what was made from them.
            - Cowrie's JSON log, cowrie.json with its older files.

            What was imported before is skipped, so an import that was broken off is simply started again.
            """)

    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "Files or folders to import; - for lines on standard input.") var files: [String]
    @Option(help: "The publisher of a Cowrie log's sessions (default: the name of the sensor in the log).") var ident: String?
    @Option(help: "The collection of the documents of dumps, where neither file names nor fields tell it.") var collection: String?
    @Flag(help: "Print the counts as JSON.") var json = false

    func validate() throws {
        if let collection, DumpCollection(rawValue: collection) == nil {
            throw ValidationError("--collection: \(DumpCollection.allCases.map(\.rawValue).joined(separator: ", ")) are imported")
        }
        if let ident, ident.isEmpty || ident.utf8.count > 255 { throw ValidationError("--ident: 1 to 255 bytes") }
    }

    func run() async throws {
        let plan = try ImportPlan(files, collection: collection.flatMap { DumpCollection(rawValue: $0) })
        try await storeOptions.withStore { store in
            var run = ImportRun(store: store, options: Settings(try await store.settings()).normalization, ident: ident)
            try await run.run(plan)
            Console.print(json ? Import.json(run) : Import.text(run))
            if run.total.refused > 0 { throw ExitCode(1) }
        }
    }

    private static func text(_ run: ImportRun) -> String {
        var lines = DumpCollection.allCases.compactMap { collection in
            run.collections[collection].map { "\(collection.rawValue): \(text($0))" }
        }
        if run.openSessions > 0 { lines.append("\(run.openSessions) sessions have not ended yet; import the log again later") }
        lines.append(text(run.total))
        return lines.joined(separator: "\n")
    }

    private static func text(_ counts: ImportCounts) -> String {
        "\(counts.imported) imported, \(counts.skipped) skipped, \(counts.refused) refused"
    }

    private static func json(_ run: ImportRun) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        write(run.total, to: &writer)
        if !run.collections.isEmpty {
            writer.name("collections")
            writer.beginObject()
            for collection in DumpCollection.allCases {
                guard let counts = run.collections[collection] else { continue }
                writer.name(text: collection.rawValue)
                writer.beginObject()
                write(counts, to: &writer)
                writer.endObject()
            }
            writer.endObject()
        }
        if run.openSessions > 0 {
            writer.name("open_sessions")
            writer.integer(run.openSessions)
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func write(_ counts: ImportCounts, to writer: inout JSONWriter) {
        for (name, count) in [("imported", counts.imported), ("skipped", counts.skipped), ("refused", counts.refused)] {
            writer.name(text: name)
            writer.integer(count)
        }
    }
}
