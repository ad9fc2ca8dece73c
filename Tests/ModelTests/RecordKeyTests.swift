import Documents
import Testing

@testable import Model

@Suite("Record keys (design decision 9)")
struct RecordKeyTests {
    /// Corners and random values of each part.
    private static func keys() -> [(seconds: UInt32, counter: Int, position: Int, node: Int)] {
        let seed = UInt64.random(in: 1 ... .max)
        print("seed of record keys: \(seed)")
        var state = seed
        func next(_ bound: UInt64) -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state % bound
        }
        var keys: [(seconds: UInt32, counter: Int, position: Int, node: Int)] = [
            (0, 0, 0, 0), (.max, RecordKey.countersPerSecond - 1, RecordKey.positionsPerMessage - 1, RecordKey.maximumNodes - 1),
        ]
        for _ in 0..<2_000 { keys.append((UInt32(next(1 << 32)), Int(next(1 << 20)), Int(next(16)), Int(next(128)))) }
        return keys
    }

    @Test("The parts come back and no key is negative")
    func roundTrip() {
        for parts in RecordKeyTests.keys() {
            let key = RecordKey(seconds: parts.seconds, counter: parts.counter, position: parts.position, node: parts.node)
            #expect(key.seconds == parts.seconds)
            #expect(key.counter == parts.counter)
            #expect(key.position == parts.position)
            #expect(key.node == parts.node)
            #expect(key.rawValue >= 0)
            #expect(key.message == RecordKey(seconds: parts.seconds, counter: parts.counter, node: parts.node))
            #expect(key.message.at(position: parts.position) == key)
        }
    }

    @Test("Order is by time, counter, position")
    func order() {
        let key = RecordKey(seconds: 7, counter: 3, position: 2, node: 127)
        #expect(key < RecordKey(seconds: 7, counter: 3, position: 3, node: 0))
        #expect(key < RecordKey(seconds: 7, counter: 4, node: 0))
        #expect(key < RecordKey(seconds: 8, counter: 0, node: 0))
    }

    @Test("Ids give their keys back, to their own node and kind only")
    func identities() {
        for (number, parts) in RecordKeyTests.keys().enumerated() {
            let mark = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            let identity = NodeIdentity(node: parts.node, mark: mark)
            let key = RecordKey(seconds: parts.seconds, counter: parts.counter, position: parts.position, node: parts.node)
            let session = identity.id(of: key, kind: .session)
            let message = identity.id(of: key, kind: .message)
            #expect(session != message)
            #expect(identity.key(of: session, kind: .session) == key)
            #expect(identity.key(of: message, kind: .message) == key)
            #expect(identity.key(of: session, kind: .message) == nil)
            #expect(identity.key(of: message, kind: .session) == nil)
            #expect(NodeIdentity(node: parts.node, mark: mark ^ 1).key(of: session, kind: .session) == nil)
            #expect(session.seconds == parts.seconds)
        }
    }

    @Test("Ids of a node sort like its keys")
    func idOrder() {
        let identity = NodeIdentity(node: 3, mark: .max)
        #expect(identity.mark == 0x7F_FFFF_FFFF)
        let keys = RecordKeyTests.keys().map { RecordKey(seconds: $0.seconds, counter: $0.counter, position: $0.position, node: 3) }
            .sorted()
        let ids = keys.map { identity.id(of: $0, kind: .session) }
        #expect(ids == ids.sorted())
    }
}
