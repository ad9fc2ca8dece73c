import Accounts
import ArgumentParser
import Collection
import Documents
import Storage

/// `waggle import FILE…`: what others have collected into the store, each record once.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Imports messages from JSON Lines, dumps of a Mnemosyne or CRITs database, and Cowrie's logs.",
        discussion: """
            Files and folders are told apart by what they hold:

            - JSON Lines: {"ident": …, "channel": …, "payload": … or "payload_base64": …, "timestamp": …}; "-" is standard input.
            - What mongodump and mongoexport wrote of a Mnemosyne or MHN database: the collections hpfeed, session, url, file and \
            dork, with their ids. Give all files at once: raw messages are taken first, then what was made from them.
            - Cowrie's JSON log, cowrie.json with its older files.
            - With --crits a folder with what mongodump (also with --gzip) and mongoexport wrote of a CRITs database: objects with \
            their ids, sources, comments, results of services, and the files of GridFS. Sources that are new here can be read by \
            nobody but UberAdmin.

            What was imported before is skipped, so an import that was broken off is simply started again.
            """)

    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "Files or folders to import; - for lines on standard input.") var files: [String] = []
    @Option(help: "A folder with a dump of a CRITs database.") var crits: String?
    @Option(help: "The publisher of a Cowrie log's sessions (default: the name of the sensor in the log).") var ident: String?
    @Option(help: "The collection of the documents of dumps, where neither file names nor fields tell it.") var collection: String?
    @Flag(help: "Print the counts as JSON.") var json = false

    func validate() throws {
        guard files.isEmpty == (crits != nil) else { throw ValidationError("give files to import, or one folder with --crits") }
        if let collection, DumpCollection(rawValue: collection) == nil {
            throw ValidationError("--collection: \(DumpCollection.allCases.map(\.rawValue).joined(separator: ", ")) are imported")
        }
        if let ident, ident.isEmpty || ident.utf8.count > 255 { throw ValidationError("--ident: 1 to 255 bytes") }
    }

    func run() async throws {
        let report = if let crits { try await takeOver(CritsPlan(crits)) } else { try await importFiles() }
        Console.print(json ? report.json : report.text)
        if report.total.refused > 0 { throw ExitCode(1) }
    }

    private func importFiles() async throws -> ImportReport {
        let plan = try ImportPlan(files, collection: collection.flatMap { DumpCollection(rawValue: $0) })
        return try await storeOptions.withStore { store in
            var run = ImportRun(store: store, options: Settings(try await store.settings()).normalization, ident: ident)
            try await run.run(plan)
            let collections = DumpCollection.allCases.compactMap { collection in
                run.collections[collection].map { (name: collection.rawValue, counts: $0) }
            }
            return ImportReport(total: run.total, collections: collections, openSessions: run.openSessions)
        }
    }

    private func takeOver(_ plan: CritsPlan) async throws -> ImportReport {
        try await storeOptions.withStore { store in
            try await FirstStart.installRoles(store)
            let administration = Administration(store: store, hasher: PasswordHasher(), box: try storeOptions.secretBox())
            var run = try await CritsImport(store: store, administration: administration)
            try await run.run(plan)
            return ImportReport(total: run.total, collections: run.collections)
        }
    }
}
