import Documents
import Foundation
import Intelligence
import Logging

/// Lends out `waggle-worker` processes, a few at a time (design decision 17).
///
/// A worker that dies or takes too long is an error of that file and of nothing else. Others are used again, but not for ever.
actor WorkerPool {
    private static let atOnce = 2
    private static let deadline: Duration = .seconds(30)
    /// After so many jobs, or so many bytes, a process is replaced, with whatever it may have kept.
    private static let jobsOfProcess = 500
    private static let bytesOfProcess = 512 << 20

    /// A process that waits for its next job.
    private struct Idle {
        let process: WorkerProcess
        var jobs = 0
        var bytes = 0
    }

    /// `waggle-worker` in the directory of the running program.
    static var executableBesideOurs: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: own).deletingLastPathComponent().appending(component: "waggle-worker").path()
    }

    private let executable: String
    private let logger: Logger
    private var idle: [Idle] = []
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(executable: String, logger: Logger) {
        self.executable = executable
        self.logger = logger
    }

    /// Has a job done; its answer, and what follows it. Throws a ``FileParsingError``.
    func run(_ job: ParsingJob, _ content: [UInt8]) async throws -> (Document, ArraySlice<UInt8>) {
        await takeTurn()
        defer { endTurn() }
        let output: [UInt8]
        do {
            output = try await self.output(of: job.line + content)
        } catch {
            logger.error("a worker failed", metadata: ["error": "\(error)"])
            throw FileParsingError(
                error as? WorkerProcess.Failure == .late ? "it could not be parsed in time" : "the worker died on it")
        }
        guard let end = output.firstIndex(of: 0x0A), let answer = try? StoredDocument.decode(Array(output[..<end])) else {
            throw AnnouncedContents.damage
        }
        if let reason = answer["error"]?.string { throw FileParsingError(reason) }
        return (answer, output[(end + 1)...])
    }

    private func output(of input: [UInt8]) async throws -> [UInt8] {
        while var known = idle.popLast() {
            do {
                let output = try await known.process.answer(to: input)
                keep(&known, input.count + output.count)
                return output
            } catch WorkerProcess.Failure.died {
                // It may have died of something else before this job: a fresh one will show.
                continue
            }
        }
        var fresh = Idle(process: WorkerProcess(executable: executable, deadline: WorkerPool.deadline))
        let output = try await fresh.process.answer(to: input)
        keep(&fresh, input.count + output.count)
        return output
    }

    private func keep(_ worker: inout Idle, _ bytes: Int) {
        worker.jobs += 1
        worker.bytes += bytes
        if worker.jobs < WorkerPool.jobsOfProcess, worker.bytes < WorkerPool.bytesOfProcess { idle.append(worker) }
    }

    private func takeTurn() async {
        if running < WorkerPool.atOnce {
            running += 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func endTurn() {
        if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
    }
}
