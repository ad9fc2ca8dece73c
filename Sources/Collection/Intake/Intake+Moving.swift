import Logging
import Model
import NIOConcurrencyHelpers

/// The first half of the intake: from the event loops to memory or disk, whatever the store is doing.
extension Intake {
    /// Messages written to the spool at once.
    private static let spoolBatch = 4_096

    func moveArrivals() async {
        for await _ in arrivals.arrivals { await moveAll() }
        await moveAll()
        memory.close()
    }

    private func moveAll() async {
        while true {
            if isHolding, arrivals.size.footprint < IntakeLimits.lowWater { setHolding(false) }
            let chunk = arrivals.take(Intake.spoolBatch, maximumBytes: IntakeLimits.batchBytes)
            guard !chunk.isEmpty else { return }
            await move(chunk)
        }
    }

    /// While a spool exists newer messages queue behind it. Only this task adds to it, so an empty one stays empty here.
    private func move(_ chunk: [KeyedMessage]) async {
        while true {
            if spool.size.records == 0, memory.add(chunk) { return }
            let options = options()
            // At a stop there is no one to wait for: what was received goes to disk.
            let isLast = isStopping
            if isLast || spool.size.bytes < options.spoolBytes {
                do {
                    try await spool.append(chunk)
                    metrics.add { $0.spooled += chunk.count }
                    memory.wake()
                    return
                } catch {
                    setFault(error.description)
                    if isLast {
                        logger.critical("messages are lost at the stop", metadata: ["count": "\(chunk.count)"])
                        return
                    }
                }
            }
            if options.whenFull == .drop {
                metrics.add { $0.dropped += chunk.count }
                logger.error("messages dropped: the spool is full", metadata: ["count": "\(chunk.count)"])
                return
            }
            if arrivals.size.footprint > IntakeLimits.highWater { setHolding(true) }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
