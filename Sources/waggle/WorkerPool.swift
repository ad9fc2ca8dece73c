import Documents
import Foundation
import Intelligence
import Logging
import Subprocess
import SystemPackage

/// Runs `waggle-worker` processes: one for each job, a few at a time, each with a deadline (design decision 17).
///
/// A worker that dies or takes too long is an error of that file and of nothing else.
actor WorkerPool: FileParsing {
    private static let deadline: Duration = .seconds(30)
    private static let maximumAnswer = 300 << 20

    /// `waggle-worker` in the directory of the running program.
    static var executableBesideOurs: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: own).deletingLastPathComponent().appending(component: "waggle-worker").path()
    }

    private let executable: String
    private let atOnce: Int
    private let logger: Logger
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(executable: String, atOnce: Int = 2, logger: Logger) {
        self.executable = executable
        self.atOnce = atOnce
        self.logger = logger
    }

    func kind(of beginning: [UInt8]) async -> (filetype: String, mimetype: String) {
        guard let (answer, _) = try? await run(.identify, beginning), let filetype = answer["filetype"]?.string,
            let mimetype = answer["mimetype"]?.string
        else { return ("Unavailable", "Unavailable") }
        return (filetype, mimetype)
    }

    func members(of archive: [UInt8], password: String?) async throws -> [(name: String, content: [UInt8])] {
        let (answer, rest) = try await run(.archive(password: password), archive)
        var contents = AnnouncedContents(rest)
        return try (answer["members"]?.list ?? []).map { member in
            guard let name = member.document?["name"]?.string else { throw AnnouncedContents.damage }
            return (name, try contents.next(size: member.document?["size"]))
        }
    }

    func mail(in content: [UInt8], form: MailForm) async throws -> ReadMail {
        let (answer, rest) = try await run(.mail(form), content)
        guard let fields = answer["fields"]?.document else { throw AnnouncedContents.damage }
        var contents = AnnouncedContents(rest)
        let parts = try (answer["parts"]?.list ?? []).map { part in
            guard let name = part.document?["name"]?.string, let isInline = part.document?["inline"]?.boolean else {
                throw AnnouncedContents.damage
            }
            return ReadMail.Part(name: name, content: try contents.next(size: part.document?["size"]), isInlineText: isInline)
        }
        return ReadMail(fields: fields, parts: parts)
    }

    func picture(in content: [UInt8]) async throws -> ReadPicture {
        let (answer, rest) = try await run(.picture, content)
        guard let width = answer["width"]?.integer, let height = answer["height"]?.integer else { throw AnnouncedContents.damage }
        var contents = AnnouncedContents(rest)
        return ReadPicture(
            width: width, height: height, image: try contents.next(size: answer["image"]),
            thumbnail: try contents.next(size: answer["thumbnail"]))
    }

    func analysers() async throws -> [AnalyserDescription] {
        let (answer, _) = try await run(.analysers, [])
        return try (answer["analysers"]?.list ?? []).map { entry in
            guard let description = entry.document.flatMap(AnalyserDescription.init) else { throw AnnouncedContents.damage }
            return description
        }
    }

    func analysis(of content: [UInt8], by analyser: String, config: Document) async throws -> ReadAnalysis {
        let (answer, rest) = try await run(.analyse(analyser: analyser, config: config), content)
        var contents = AnnouncedContents(rest)
        let files = try (answer["files"]?.list ?? []).map { file in
            guard let name = file.document?["name"]?.string else { throw AnnouncedContents.damage }
            return ReadAnalysis.File(name: name, content: try contents.next(size: file.document?["size"]))
        }
        return ReadAnalysis(
            results: (answer["results"]?.list ?? []).compactMap(\.document), log: (answer["log"]?.list ?? []).compactMap(\.document),
            failed: answer["failed"]?.boolean ?? false, files: files)
    }

    /// One job in a process of its own; its answer, and what follows it.
    private func run(_ job: ParsingJob, _ content: [UInt8]) async throws -> (Document, ArraySlice<UInt8>) {
        await takeTurn()
        defer { endTurn() }
        let output: [UInt8]
        do {
            output = try await self.output(of: job.line + content)
        } catch {
            logger.error("a worker failed", metadata: ["error": "\(error)"])
            throw FileParsingError("it could not be parsed in time", mayPass: true)
        }
        guard let end = output.firstIndex(of: 0x0A), let answer = try? StoredDocument.decode(Array(output[..<end])) else {
            throw FileParsingError("the worker died on it", mayPass: true)
        }
        if let reason = answer["error"]?.string { throw FileParsingError(reason) }
        return (answer, output[(end + 1)...])
    }

    private nonisolated func output(of input: [UInt8]) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { [executable] in
                let result = try await Subprocess.run(
                    .path(FilePath(executable)), environment: .custom([:]), input: .array(input),
                    output: .bytes(limit: WorkerPool.maximumAnswer), error: .discarded)
                return result.standardOutput
            }
            group.addTask {
                try await Task.sleep(for: WorkerPool.deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let output = first else {
                throw FileParsingError("it took longer than \(WorkerPool.deadline)")
            }
            return output
        }
    }

    private func takeTurn() async {
        if running < atOnce {
            running += 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func endTurn() {
        if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
    }
}
