import Accounts
import Collection
import Documents
import Logging
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `waggle serve --demo`: a capture of real honeypots to look around in. Loading it twice adds nothing (ruling 32).
enum Demonstration {
    /// Imports every capture of the folder `Samples` and switches the API on.
    static func load(into store: any Store, settings: Settings, administration: Administration, logger: Logger) async throws {
        let folder = try samples()
        let job = LinesImport(store: store, options: settings.normalization)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where name.hasSuffix(".jsonl") {
            let path = "\(folder)/\(name)"
            let file = open(path, O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { throw Failure("\(path) can't be read: \(String(cString: strerror(errno)))") }
            defer { close(file) }
            let result = try await job.run(file: file, refused: { _ in }, progress: { _ in })
            logger.notice("sample loaded", metadata: ["file": "\(name)", "imported": "\(result.imported)", "known": "\(result.skipped)"])
        }
        try await administration.set("enable_api", to: "true")
    }

    /// `WAGGLE_SAMPLES`, else `Samples` in the working directory, else beside the build folder of the program.
    private static func samples() throws -> String {
        if let named = ProcessInfo.processInfo.environment["WAGGLE_SAMPLES"] { return named }
        var places = ["Samples"]
        if let program = CommandLine.arguments.first {
            var parts = program.split(separator: "/", omittingEmptySubsequences: false)
            while parts.count > 1 {
                parts.removeLast()
                places.append((parts + ["Samples"]).joined(separator: "/"))
            }
        }
        guard let found = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw Failure("demo: the folder Samples is not here; name it with WAGGLE_SAMPLES")
        }
        return found
    }
}
