package import Documents
import Model

/// The outcome of a message as the store keeps it.
package struct StoredOutcome {
    package var contributions = Contributions()
    package var error: (reason: String, time: Timestamp)?

    /// A message that gives more sessions than there are keys for is in error, not the batch around it.
    package init(_ message: NormalizedMessage) {
        switch message.outcome {
        case .failed(let reason, let time):
            error = (reason, time)
        case .normalized(let observations):
            let made = Contributions(observations)
            if made.sessions.count > RecordKey.positionsPerMessage {
                error = ("More than \(RecordKey.positionsPerMessage) sessions in one message", message.message.received)
            } else {
                contributions = made
            }
        }
    }
}
