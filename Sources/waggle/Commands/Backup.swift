import ArgumentParser
import Collection
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `waggle backup FILE`: a consistent copy while the server runs.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a consistent copy of the store to a new file.",
        discussion: """
            Messages that still wait in the spool are written to a folder beside it, FILE.spool. `waggle restore` reads both. The \
            secret key is in neither.
            """)

    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "The file to write; it must not exist.") var file: String

    func run() async throws {
        let manager = FileManager.default
        let copies = SpoolCopy.folders.map { "\(file).\($0)" }
        for path in [file] + copies where manager.fileExists(atPath: path) { throw Failure("\(path) exists") }
        let directory = try storeOptions.directory(storeOptions.configuration())
        do {
            for (folder, copy) in zip(SpoolCopy.folders, copies) {
                if try SpoolCopy.copy(from: "\(directory)/\(folder)", to: copy) > 0 {
                    Console.complain("messages that wait in \(directory)/\(folder) were copied to \(copy)")
                }
            }
            try await storeOptions.withStore { store in
                let bar = ProgressBar()
                try await store.backup(to: file) { bar.draw($0, "copied") }
                bar.finish()
            }
        } catch {
            for copy in copies { try? manager.removeItem(atPath: copy) }
            throw error
        }
        Console.print("the store was copied to \(file)")
    }
}
