import Documents
import Intelligence
import Subprocess
import SystemPackage

/// A running `waggle-worker`, which does one job after the other.
final class WorkerProcess: Sendable {
    /// Why a job has no answer.
    enum Failure: Error, Equatable {
        /// The process ended, which a hostile content may have made it do.
        case died
        /// It was ended because it took too long.
        case late
    }

    private struct Request: Sendable {
        let frame: [UInt8]
        /// Has an element once nobody waits for the answer any more.
        let givenUp: AsyncStream<Void>
        let reply: CheckedContinuation<[UInt8], any Error>
    }

    private let requests: AsyncStream<Request>.Continuation

    /// Starts a process, which ends after the last job when this value goes.
    init(executable: String, deadline: Duration) {
        let (stream, continuation) = AsyncStream.makeStream(of: Request.self)
        requests = continuation
        // Lives as long as the process, and so longer than the job for which it was started; it ends with the stream.
        Task {
            // A process that can't be started, or has no answer, fails the jobs below.
            _ = try? await Subprocess.run(
                .path(FilePath(executable)), environment: .custom([:]), input: .inputWriter, output: .sequence, error: .discarded
            ) { execution in
                var answers = WorkerAnswers(execution.standardOutput)
                for await request in stream {
                    do {
                        let answer = try await WorkerProcess.answer(to: request, deadline, execution, &answers)
                        request.reply.resume(returning: answer)
                    } catch {
                        request.reply.resume(throwing: error)
                        try? execution.send(signal: .kill)
                        return
                    }
                }
            }
            continuation.finish()
            for await request in stream { request.reply.resume(throwing: Failure.died) }
        }
    }

    deinit { requests.finish() }

    /// Does a job; throws a ``Failure``, after which the process is of no more use. It is ended when the caller is cancelled.
    func answer(to job: [UInt8]) async throws -> [UInt8] {
        let (givenUp, giveUp) = AsyncStream.makeStream(of: Void.self)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { reply in
                let request = Request(frame: WorkerFrame.header(job.count) + job, givenUp: givenUp, reply: reply)
                if case .enqueued = requests.yield(request) { return }
                reply.resume(throwing: Failure.died)
            }
        } onCancel: {
            giveUp.yield()
        }
    }

    private static func answer(
        to request: Request, _ deadline: Duration, _ execution: Execution<CustomWriteInput, SequenceOutput, DiscardedOutput>,
        _ answers: inout WorkerAnswers
    ) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await WorkerProcess.wait(deadline, orUntil: request.givenUp)
                try? execution.send(signal: .kill)
                return true
            }
            let answer: [UInt8]?
            do {
                _ = try await execution.standardInputWriter.write(request.frame)
                answer = try await answers.next()
            } catch {
                answer = nil
            }
            group.cancelAll()
            if let answer { return answer }
            let isLate = (try? await group.next()) ?? false
            throw isLate ? Failure.late : Failure.died
        }
    }

    /// Throws when it is cancelled, as it is once there is an answer.
    private static func wait(_ deadline: Duration, orUntil givenUp: AsyncStream<Void>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Task.sleep(for: deadline) }
            group.addTask {
                for await _ in givenUp { return }
                // Nobody can give up any more.
                try await Task.sleep(for: deadline)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
        try Task.checkCancellation()
    }
}
