import Accounts
import Collection
import Normalization
import Storage

/// Reads the files of a plan into a store, with a progress bar and the faults on standard error.
struct ImportRun {
    let store: any Store
    let options: NormalizationOptions
    /// The publisher of a Cowrie log's sessions.
    let ident: String?

    /// What came of everything.
    private(set) var total = ImportCounts()
    private(set) var collections: DumpImport.Progress = [:]
    private(set) var openSessions = 0

    init(store: any Store, options: NormalizationOptions, ident: String?) {
        self.store = store
        self.options = options
        self.ident = ident
    }

    mutating func run(_ plan: ImportPlan) async throws {
        for path in plan.lines { try await importLines(path) }
        for dump in plan.dumps { try await importDump(dump) }
        for log in plan.cowrieLogs { try await importCowrie(log) }
    }

    private mutating func importLines(_ path: String) async throws {
        let job = LinesImport(store: store, options: options)
        total += try await ImportRun.read(path) { file, watch in
            try await job.run(file: file.descriptor) {
                watch.complain($0)
            } progress: {
                watch.show($0)
            }
        }
    }

    private mutating func importDump(_ dump: ImportPlan.Dump) async throws {
        let job = DumpImport(store: store, options: options)
        let result = try await ImportRun.read(dump.path) { file, watch in
            try await job.run(file: file.descriptor, format: dump.format, collection: dump.collection) {
                watch.complain($0)
            } progress: { state, bytes in
                var counts = state.values.reduce(into: ImportCounts()) { $0 += $1 }
                counts.bytes = bytes
                watch.show(counts)
            }
        }
        for (collection, counts) in result {
            collections[collection, default: ImportCounts()] += counts
            total += counts
        }
    }

    private mutating func importCowrie(_ paths: [String]) async throws {
        var job = CowrieImport(store: store, options: options, ident: ident)
        for path in paths {
            job = try await ImportRun.read(path) { [job] file, watch in
                var job = job
                let before = job.counts.bytes
                try await job.read(file: file.descriptor) {
                    watch.complain($0)
                } progress: { counts in
                    var counts = counts
                    counts.bytes -= before
                    watch.show(counts)
                }
                return job
            }
        }
        try await job.finish()
        total += job.counts
        openSessions += job.openSessions
    }

    private static func read<Result>(_ path: String, _ body: (OpenFile, ImportWatch) async throws -> Result) async throws -> Result {
        let file = try OpenFile(path)
        defer { file.close() }
        do {
            let watch = ImportWatch(file)
            let result = try await body(file, watch)
            watch.finish()
            return result
        } catch let error as ImportFileError {
            throw Failure("\(path) \(error.description)")
        }
    }
}
