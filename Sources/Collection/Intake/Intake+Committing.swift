import Documents
import Logging
import Model
import NIOConcurrencyHelpers
import Normalization
import Storage

/// The second half of the intake: batches from memory, then from the spool, into the store.
extension Intake {
    /// How a batch ended.
    private enum Outcome {
        case stored
        /// Not stored, and written to the spool.
        case spilled
        /// Not stored when the server stopped.
        case stopped
    }

    /// Commits until a stop. Gives the batches that the store did not take before it; they are older than what still waits
    /// in memory.
    func commitBacklog() async -> [IngestBatch] {
        var wakeUps = memory.arrivals.makeAsyncIterator()
        var prepared = takeBacklog()
        while true {
            if let batch = prepared {
                // The next batch is normalised while this one is on its way to the disk.
                async let committed = commit(batch, isSpillable: true)
                prepared = takeBacklog()
                let outcome = await committed
                let isOnDisk = memory.finishBatch()
                switch outcome {
                case .stored:
                    // What the spool has of it is not stored once more.
                    if isOnDisk, let last = batch.messages.last { await spool.skip(through: last.key) }
                case .spilled:
                    guard await skipCommitted() else { return [] }
                case .stopped:
                    return isOnDisk ? [] : [batch, prepared].compactMap(\.self)
                }
                if isOnDisk { prepared = nil }
                continue
            }
            // In this order: while the spool holds messages none is added to memory, and what is there is older.
            let hasSpool = spool.size.records > 0
            prepared = takeBacklog()
            if prepared != nil { continue }
            // What is on disk is durable: a stop does not wait for it.
            if hasSpool, !memory.isExhausted {
                // At a stop it stays on disk: it was not acknowledged.
                guard await commitSpool() else { return [] }
            } else if memory.isExhausted {
                return []
            } else {
                _ = await wakeUps.next()
            }
        }
    }

    private func takeBacklog() -> IngestBatch? {
        let messages = memory.take()
        return messages.isEmpty ? nil : batch(of: messages)
    }

    /// Commits what is in the spool, until it is empty or nothing more is received; false at a stop.
    private func commitSpool() async -> Bool {
        do throws(SpoolError) {
            var taken = try await takeSpool().get()
            while !taken.batch.messages.isEmpty {
                let batch = taken.batch
                // The next batch is read and normalised while this one is on its way to the disk; not behind the last one,
                // since newer messages may wait in memory once all of the spool is read.
                async let committed = commit(batch, isSpillable: false)
                let following = taken.isLast ? nil : await takeSpool()
                guard case .stored = await committed else { return false }
                await spool.acknowledge()
                // At a stop what is on disk stays there.
                guard let following, !memory.isExhausted else { return true }
                taken = try following.get()
            }
            await spool.acknowledge()
        } catch {
            setFault(error.description)
            try? await Task.sleep(for: .milliseconds(200))
        }
        return true
    }

    /// The next messages of the spool, normalised, and whether none wait behind them.
    private func takeSpool() async -> Result<(batch: IngestBatch, isLast: Bool), SpoolError> {
        do throws(SpoolError) {
            let (messages, isLast) = try await spool.batch(IntakeLimits.batchMessages)
            return .success((batch(of: messages), isLast))
        } catch {
            return .failure(error)
        }
    }

    /// After a failure it is not known what of a batch was committed: the store says. False at a stop.
    private func skipCommitted() async -> Bool {
        while true {
            do {
                let committed = try await store.lastBatchSequence()
                if committed > 0 { await spool.skip(through: RecordKey(rawValue: committed)) }
                return true
            } catch {
                setFault(error.description)
                if isStopping { return false }
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// Writes to the spool what waits in memory when the store does not take it.
    private func spill() async {
        let limit = options().spoolBytes
        guard spool.size.bytes < limit, let messages = memory.beginSpill() else { return }
        do {
            try await spool.prepend(messages)
            memory.endSpill(isWritten: true)
            state.withLockedValue { $0.spillFault = nil }
            metrics.add { $0.spooled += messages.count }
        } catch {
            memory.endSpill(isWritten: false)
            let reason = error.description
            // Once, not with every attempt.
            let isKnown = state.withLockedValue { state in
                defer { state.spillFault = reason }
                return state.spillFault == reason
            }
            if !isKnown { logger.error("messages stay in memory", metadata: ["count": "\(messages.count)", "reason": "\(reason)"]) }
        }
    }

    /// Spills when the store has not answered after some time; ends early when it is cancelled.
    private func spillWhenSlow(_ isSpillable: Bool) async {
        guard isSpillable, (try? await Task.sleep(for: IntakeLimits.maximumUnsynced)) != nil else { return }
        await spill()
    }

    /// The number of a batch is its last key: ascending, and after a kill the mark up to which the spool is stored.
    private func batch(of messages: [KeyedMessage]) -> IngestBatch {
        let normalizer = Normalizer(options: options().normalization)
        let normalized = messages.map { keyed in
            NormalizedMessage(key: keyed.key, message: keyed.message, outcome: Intake.outcome(of: keyed.message, normalizer))
        }
        return IngestBatch(sequence: messages.last?.key.rawValue, messages: normalized)
    }

    /// What a normaliser makes of a message.
    static func outcome(of message: ReceivedMessage, _ normalizer: Normalizer) -> NormalizedMessage.Outcome {
        do throws(NormalizationError) {
            return .normalized(try normalizer.normalize(message))
        } catch {
            return .failed(error.description, at: message.received)
        }
    }

    /// How long a stop waits for a store that takes nothing; what it does not take goes to disk.
    private static let patienceAtStop = Duration.seconds(8)

    /// Commits a batch, however often it takes.
    private func commit(_ batch: IngestBatch, isSpillable: Bool) async -> Outcome {
        var attempt = 0
        let start = ContinuousClock.now
        while true {
            do {
                let result = try await append(batch, isSpillable: isSpillable)
                setFault(nil)
                count(batch, result)
                return .stored
            } catch {
                attempt += 1
                metrics.add { $0.retries += 1 }
                if Intake.isAboutContent(error), attempt > 1 { return await isolate(batch) ? .stored : .stopped }
                setFault(error.description)
                if isSpillable, !Intake.isAboutContent(error) {
                    await spill()
                    if memory.isSpilled { return .spilled }
                }
                // An attempt may take as long as the engine waits for a lock.
                let isLate = attempt > 10 || ContinuousClock.now - start > Intake.patienceAtStop
                if isStopping, isLate || Task.isCancelled { return .stopped }
                try? await Task.sleep(for: .milliseconds(min(50 << min(attempt, 6), 2_000)))
            }
        }
    }

    private func count(_ batch: IngestBatch, _ result: IngestResult) {
        let failed = batch.messages.count { if case .failed = $0.outcome { true } else { false } }
        metrics.add {
            $0.stored += result.stored
            $0.failed += failed
            $0.skipped += result.skipped
            $0.batches += 1
        }
    }

    private func append(_ batch: IngestBatch, isSpillable: Bool) async throws(StorageError) -> IngestResult {
        // Ends with this call, and only after a spill that it began.
        async let _: Void = spillWhenSlow(isSpillable)
        return try await store.append(batch)
    }

    private static func isAboutContent(_ error: StorageError) -> Bool {
        switch error.code {
        case .failed, .invalid, .conflict: true
        default: false
        }
    }

    /// One message that the engine refuses must not stop all others: they are committed one by one, and the one at fault
    /// is kept raw with the reason as its error.
    private func isolate(_ batch: IngestBatch) async -> Bool {
        for message in batch.messages {
            var single = IngestBatch(sequence: message.key.rawValue, messages: [message])
            do {
                count(single, try await store.append(single))
            } catch {
                guard Intake.isAboutContent(error) else {
                    guard case .stored = await commit(single, isSpillable: false) else { return false }
                    continue
                }
                single.messages[0].outcome = .failed("could not be stored: \(error.message)", at: message.message.received)
                guard await commitRaw(single) else { return false }
            }
        }
        return true
    }

    private func commitRaw(_ single: IngestBatch) async -> Bool {
        var refusals = 0
        while true {
            do {
                count(single, try await store.append(single))
                setFault(nil)
                return true
            } catch {
                setFault(error.description)
                if isStopping { return false }
                if Intake.isAboutContent(error) { refusals += 1 }
                if refusals >= 3 { return await reject(single, error) }
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// A message that the store refuses even raw is put aside on disk, so that the others go on.
    private func reject(_ single: IngestBatch, _ reason: StorageError) async -> Bool {
        do {
            _ = try await rejected.open(committed: nil)
            try await rejected.append(single.messages.map { KeyedMessage(key: $0.key, message: $0.message) })
        } catch {
            setFault(error.description)
            try? await Task.sleep(for: .milliseconds(500))
            return await commitRaw(single)
        }
        await rejected.close()
        setFault(nil)
        metrics.add { $0.rejected += single.messages.count }
        logger.critical(
            "a message was put aside: the store refuses it even raw", metadata: ["reason": "\(reason.description)"])
        return true
    }

    /// At a stop without a store what waits in memory goes to disk, in a file that is read before all newer ones.
    func keepOnDisk(_ batches: [IngestBatch]) async {
        let taken = batches.flatMap(\.messages).map { KeyedMessage(key: $0.key, message: $0.message) }
        let messages = taken + memory.takeAll()
        do {
            try await spool.prepend(messages)
        } catch {
            logger.critical(
                "messages are lost at the stop",
                metadata: ["count": "\(messages.count)", "reason": "\(error.description)"])
        }
    }
}
