import Accounts
import ArgumentParser
import Collection
import Documents
import Storage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `waggle import FILE…`: JSON Lines into the store, each line once.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Imports messages from JSON Lines.",
        discussion: """
            A line is {"ident": …, "channel": …, "payload": … or "payload_base64": …, "timestamp": …}. A line that was \
            imported before is skipped; "-" is standard input.
            """)

    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "Files to import; - for standard input.") var files: [String]
    @Flag(help: "Print the counts as JSON.") var json = false

    /// Faulty lines named on standard error; the rest is only counted.
    private static let shownFaults = 20

    func run() async throws {
        try await storeOptions.withStore { store in
            let job = LinesImport(store: store, options: Settings(try await store.settings()).normalization)
            var total = LinesImport.Progress()
            for file in files {
                let result = try await importFile(file, job)
                total.imported += result.imported
                total.skipped += result.skipped
                total.refused += result.refused
            }
            printCounts(total)
            if total.refused > 0 { throw ExitCode(1) }
        }
    }

    private func importFile(_ file: String, _ job: LinesImport) async throws -> LinesImport.Progress {
        let handle = file == "-" ? 0 : open(file, O_RDONLY | O_CLOEXEC)
        guard handle >= 0 else { throw Failure("\(file) can't be read: \(String(cString: strerror(errno)))") }
        defer { if handle != 0 { close(handle) } }
        var facts = stat()
        fstat(handle, &facts)
        let size = Double(facts.st_size)
        let bar = ProgressBar()
        var shown = 0
        do {
            let result = try await job.run(file: handle) { fault in
                shown += 1
                if shown <= Import.shownFaults { Console.complain("\(file): \(fault)") }
            } progress: { progress in
                bar.draw(size > 0 ? Double(progress.bytes) / size : 0, "\(progress.imported) imported, \(progress.skipped) known")
            }
            bar.finish()
            return result
        } catch let error as ImportFileError {
            throw Failure("\(file) \(error.description)")
        }
    }

    private func printCounts(_ total: LinesImport.Progress) {
        if json {
            var writer = JSONWriter()
            writer.beginObject()
            for (name, count) in [("imported", total.imported), ("skipped", total.skipped), ("refused", total.refused)] {
                writer.name(text: name)
                writer.integer(count)
            }
            writer.endObject()
            Console.print(String(decoding: writer.bytes, as: UTF8.self))
        } else {
            Console.print("\(total.imported) imported, \(total.skipped) skipped, \(total.refused) refused")
        }
    }
}
