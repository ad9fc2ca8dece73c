import Documents
import Model
import Storage

/// Messages for tests of this engine.
enum SQLiteSamples {
    static func key(_ number: Int) -> RecordKey {
        RecordKey(seconds: 1_767_225_600 + UInt32(number / 10), counter: number, node: 0)
    }

    static func batch(_ numbers: Range<Int>, payload: Int = 100) -> IngestBatch {
        IngestBatch(
            messages: numbers.map { number in
                let key = key(number)
                let received = Timestamp(microseconds: Int64(key.seconds) * 1_000_000)
                let session = Session(
                    timestamp: received, honeypot: "cowrie", protocol: "ssh", sourceIP: "203.0.113.\(number % 7)",
                    sourcePort: UInt16(truncatingIfNeeded: number), destinationPort: 22)
                return NormalizedMessage(
                    key: key,
                    message: ReceivedMessage(
                        ident: "sensor-\(number % 3)", channel: "cowrie.sessions", payload: [UInt8](repeating: 0x61, count: payload),
                        received: received),
                    outcome: .normalized([.session(session)]))
            })
    }
}

extension SQLiteSamples {
    /// The same message, in error.
    static func failed(_ message: NormalizedMessage) -> NormalizedMessage {
        var message = message
        message.outcome = .failed("no", at: message.message.received)
        return message
    }
}
