import NIOConcurrencyHelpers

/// A channel with the event loops that have subscribers of it.
final class Topic: Sendable {
    /// A channel's name compared by bytes, as the protocol does.
    struct Name: Hashable, Sendable {
        let string: String

        static func == (left: Name, right: Name) -> Bool { left.string.utf8.elementsEqual(right.string.utf8) }

        func hash(into hasher: inout Hasher) {
            for byte in string.utf8 { hasher.combine(byte) }
        }
    }

    let name: String
    /// Bit n is set while loop n has a subscriber.
    private let loops = NIOLockedValueBox<UInt64>(0)

    init(name: String) {
        self.name = name
    }

    var subscribedLoops: UInt64 { loops.withLockedValue { $0 } }

    func setSubscribed(_ isSubscribed: Bool, loop: Int) {
        let bit = UInt64(1) << UInt64(loop)
        loops.withLockedValue { $0 = isSubscribed ? $0 | bit : $0 & ~bit }
    }
}
