import Documents
import Logging
import Model
import NIOConcurrencyHelpers
import Normalization
import Storage

/// The second half of the intake: batches from memory, then from the spool, into the store.
extension Intake {
    func commitBacklog() async {
        var wakeUps = backlog.arrivals.makeAsyncIterator()
        var prepared = takeBacklog()
        while true {
            if let batch = prepared {
                // The next batch is normalised while this one is on its way to the disk.
                async let committed = commit(batch)
                prepared = takeBacklog()
                guard await committed else { return await keepOnDisk([batch, prepared].compactMap(\.self)) }
                continue
            }
            // In this order: while the spool holds messages none is added to memory, and what is there is older.
            let hasSpool = spool.size.records > 0
            prepared = takeBacklog()
            if prepared != nil { continue }
            if hasSpool, let spooled = await takeSpool() {
                guard await commit(spooled) else { return }
                await spool.acknowledge()
            } else if backlog.isExhausted {
                return
            } else {
                _ = await wakeUps.next()
            }
        }
    }

    private func takeBacklog() -> IngestBatch? {
        let messages = backlog.take(IntakeLimits.batchMessages, maximumBytes: IntakeLimits.batchBytes)
        return messages.isEmpty ? nil : batch(of: messages)
    }

    private func takeSpool() async -> IngestBatch? {
        guard spool.size.records > 0 else { return nil }
        do {
            let messages = try await spool.next(IntakeLimits.batchMessages)
            return messages.isEmpty ? nil : batch(of: messages)
        } catch {
            setFault(error.description)
            try? await Task.sleep(for: .milliseconds(200))
            return nil
        }
    }

    /// The number of a batch is its last key: ascending, and after a kill the mark up to which the spool is stored.
    private func batch(of messages: [KeyedMessage]) -> IngestBatch {
        let normalizer = Normalizer(options: options().normalization)
        var failed = 0
        let normalized = messages.map { keyed in
            let outcome = Intake.outcome(of: keyed.message, normalizer)
            if case .failed = outcome { failed += 1 }
            return NormalizedMessage(key: keyed.key, message: keyed.message, outcome: outcome)
        }
        let count = failed
        if count > 0 { metrics.add { $0.failed += count } }
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

    /// Commits a batch, however often it takes. False when the server stops before the store takes it.
    private func commit(_ batch: IngestBatch) async -> Bool {
        var attempt = 0
        while true {
            do {
                let result = try await store.append(batch)
                setFault(nil)
                metrics.add {
                    $0.stored += result.stored
                    $0.batches += 1
                }
                return true
            } catch {
                attempt += 1
                metrics.add { $0.retries += 1 }
                if Intake.isAboutContent(error), attempt > 1 { return await isolate(batch) }
                setFault(error.description)
                if state.withLockedValue({ $0.isStopping }), attempt > 10 { return false }
                try? await Task.sleep(for: .milliseconds(min(50 << min(attempt, 6), 2_000)))
            }
        }
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
                let result = try await store.append(single)
                metrics.add { $0.stored += result.stored }
            } catch {
                guard Intake.isAboutContent(error) else {
                    guard await commit(single) else { return false }
                    continue
                }
                single.messages[0].outcome = .failed("could not be stored: \(error.message)", at: message.message.received)
                guard await commitRaw(single) else { return false }
            }
        }
        return true
    }

    private func commitRaw(_ single: IngestBatch) async -> Bool {
        while true {
            do {
                let result = try await store.append(single)
                setFault(nil)
                metrics.add {
                    $0.stored += result.stored
                    $0.failed += 1
                }
                return true
            } catch {
                setFault(error.description)
                if state.withLockedValue({ $0.isStopping }) { return false }
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    /// At a stop without a store what waits in memory goes to disk, in a file that is read before all newer ones.
    private func keepOnDisk(_ batches: [IngestBatch]) async {
        let taken = batches.flatMap(\.messages).map { KeyedMessage(key: $0.key, message: $0.message) }
        let messages = taken + backlog.take(.max)
        do {
            try await spool.prepend(messages)
        } catch {
            logger.critical(
                "messages are lost at the stop",
                metadata: ["count": "\(messages.count)", "reason": "\(error.description)"])
        }
    }
}
