import Documents
import Model
import Storage
import Testing

/// Promises of the lists of messages and sessions.
enum ListContract {
    static let cases = [
        ContractCase("lists go by receipt in both directions, whatever the size of a page") { engine in
            try await engine.withStore { store in
                _ = try await store.append(Samples.messages(0..<180))
                let keys = (0..<180).map { Samples.key($0) }
                for limit in [1, 49, 50, 51, 179, 180, 181, 1_000, 5_000] {
                    #expect(try await Whole.sessions(store, limit: limit).map(\.key) == keys, "limit \(limit)")
                    #expect(try await Whole.messages(store, order: .newestFirst, limit: limit).map(\.key) == keys.reversed())
                }
                let whole = try await store.sessions(SessionFilter(), order: .newestFirst, page: Page(limit: 180))
                #expect(whole.items.count == 180 && whole.next == nil)
            }
        },
        ContractCase("history that comes late stands where it was received") { engine in
            try await engine.withStore { store in
                var expected: [RecordKey] = []
                for (turn, second) in [UInt32(900_000), 100, 500_000, 950_000, 50, 600_000].enumerated() {
                    let batch = Samples.messages(0..<60) { number in
                        Samples.message(number, key: Samples.key(number + turn * 100, second: second + UInt32(number / 7)))
                    }
                    expected += batch.messages.map(\.key)
                    _ = try await store.append(batch)
                }
                expected.sort()
                #expect(try await Whole.messages(store).map(\.key) == expected)
                #expect(try await Whole.sessions(store, order: .newestFirst, limit: 50).map(\.key) == expected.reversed())
                #expect(try await store.lastKey() == expected.last)
                #expect(try await store.check().isEmpty)
            }
        },
        ContractCase("a foreign cursor is refused") { engine in
            try await engine.withStore { store in
                _ = try await store.append(Samples.messages(0..<20))
                let next = try await store.messages(MessageFilter(), order: .newestFirst, page: Page(limit: 3)).next
                let cursor = try #require(next)
                #expect(
                    cursor.text.utf8.allSatisfy { byte in
                        byte == 0x2D || byte == 0x2E || byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                            || (0x61...0x7A).contains(byte)
                    })
                for text in ["", "x", "sd.zz", "sd.-1", "sd.1.2", cursor.text, cursor.text + "0000000000000000000", "sd.ffffffffffffffff"] {
                    let error = await #expect(throws: StorageError.self, "\(text)") {
                        _ = try await store.sessions(SessionFilter(), order: .newestFirst, page: Page(limit: 3, after: Cursor(text)))
                    }
                    #expect(error?.code == .invalid)
                }
                let error = await #expect(throws: StorageError.self) {
                    _ = try await store.sessions(SessionFilter(), order: .newestFirst, page: Page(limit: 0))
                }
                #expect(error?.code == .invalid)
            }
        },
        ContractCase("a slice holds about a mebibyte at the most") { engine in
            try await engine.withStore { store in
                let batch = Samples.messages(0..<12) { number in
                    var message = Samples.message(number, .normalized([]))
                    message.message.payload = [UInt8](repeating: UInt8(number), count: 300_000)
                    return message
                }
                _ = try await store.append(batch)
                let slice = try await store.messages(MessageFilter(), order: .oldestFirst, page: Page())
                #expect(slice.items.count == 4)
                #expect(slice.next != nil)
                #expect(try await Whole.messages(store, limit: 1_000).count == 12)
            }
        },
        ContractCase("sessions are found by each filter, and by all together") { engine in
            try await engine.withStore { store in try await filters(store) }
        },
        ContractCase("a session is found by its id, which survives") { engine in
            try await engine.withStore { store in
                let two = NormalizedMessage.Outcome.normalized([.session(Samples.session(1)), .session(Samples.session(2))])
                _ = try await store.append(Samples.messages(0..<60) { Samples.message($0, two) })
                let sessions = try await Whole.sessions(store)
                #expect(Set(sessions.map(\.id)).count == 120)
                for session in sessions.prefix(5) + sessions.suffix(5) {
                    var filter = SessionFilter()
                    filter.id = session.id
                    let found = try await Whole.sessions(store, filter)
                    #expect(found.map(\.key) == [session.key])
                    #expect(found.first?.messageID == store.identity.id(of: session.key.message, kind: .message))
                    filter.sourceIP = "192.0.2.1"
                    #expect(try await Whole.sessions(store, filter).isEmpty)
                    #expect(try await Whole.messages(store, MessageFilter(id: session.id)).isEmpty)
                }
            }
        },
        ContractCase("what was done in a session is in order and can be searched") { engine in
            try await engine.withStore { store in
                let activities = SessionActivity.Kind.allCases.map { SessionActivity($0, "value \($0.name)") }
                let batch = Samples.messages(0..<120) { number in
                    Samples.message(
                        number, .normalized([.session(Samples.session(number, activities: number % 40 == 7 ? activities : []))]))
                }
                _ = try await store.append(batch)
                #expect(try await store.activities(of: Samples.key(47)) == activities)
                #expect(try await store.activities(of: Samples.key(48)).isEmpty)
                for activity in activities where activity.kind == .url || activity.kind == .hash || activity.kind == .terminalLog {
                    var filter = SessionFilter()
                    filter.activity = activity
                    #expect(try await Whole.sessions(store, filter).map(\.key) == [7, 47, 87].map { Samples.key($0) })
                }
            }
        },
        ContractCase("messages in error are listed and counted by channel") { engine in
            try await engine.withStore { store in
                let when = Samples.time(Samples.start, microsecond: 5)
                let batch = Samples.messages(0..<100) { number in
                    Samples.message(
                        number, channel: number % 2 == 0 ? "a.b" : "c",
                        number % 10 == 3 || number % 10 == 4 ? .failed("bad \(number)", at: when) : .normalized([]))
                }
                _ = try await store.append(batch)
                let all = try await Whole.messages(store, MessageFilter(inError: true), order: .newestFirst)
                #expect(all.map(\.key) == (0..<100).reversed().filter { $0 % 10 == 3 || $0 % 10 == 4 }.map { Samples.key($0) })
                #expect(all.allSatisfy { !$0.isNormalized && $0.lastErrorTime == when })
                #expect(all.last?.lastError == "bad 3")
                let some = try await Whole.messages(store, MessageFilter(channel: "c", inError: true))
                #expect(some.map(\.key) == stride(from: 3, to: 100, by: 10).map { Samples.key($0) })
                #expect(try await store.status().errors == ["a.b": 10, "c": 10])
                #expect(try await Whole.messages(store, MessageFilter(channel: "none")).isEmpty)
                #expect(try await Whole.messages(store, MessageFilter(id: all[0].id, inError: true)).count == 1)
            }
        },
        ContractCase("times cut lists at half-open ranges") { engine in
            try await engine.withStore { store in
                // Sessions happened long before or after their receipt.
                let batch = Samples.messages(0..<150) { number in
                    let skew = number % 9 == 0 ? -40_000 : number % 9 == 5 ? 40_000 : 0
                    let time = Samples.time(Samples.start + UInt32(number + 50_000 + skew))
                    return Samples.message(number, .normalized([.session(Samples.session(number, at: time))]))
                }
                _ = try await store.append(batch)
                let all = try await Whole.sessions(store)
                for (low, high) in [(10, 90), (49_000, 50_077), (50_010, 50_011), (90_000, 90_090), (0, 200_000), (50_000, 50_000)] {
                    var filter = SessionFilter()
                    filter.from = Samples.time(Samples.start + UInt32(low))
                    filter.to = Samples.time(Samples.start + UInt32(high))
                    let expected = all.filter {
                        $0.session.timestamp >= Samples.time(Samples.start + UInt32(low))
                            && $0.session.timestamp < Samples.time(Samples.start + UInt32(high))
                    }
                    #expect(try await Whole.sessions(store, filter).map(\.key) == expected.map(\.key), "\(low)..<\(high)")
                }
                let from = batch.messages[60].message.received
                let to = batch.messages[120].message.received
                let found = try await Whole.messages(store, MessageFilter(from: from, to: to), order: .newestFirst)
                #expect(found.map(\.key) == (60..<120).reversed().map { Samples.key($0) })
            }
        },
    ]

    private static func filters(_ store: any Store) async throws {
        let batch = Samples.messages(0..<170) { number in
            var session = Samples.session(
                number, honeypot: number % 5 == 0 ? "Kippo" : "cowrie",
                protocol: number % 7 == 0 ? nil : number % 2 == 0 ? "ssh" : "telnet",
                source: "203.0.113.\(number % 11)")
            if number % 13 == 0 { session.sourcePort = nil }
            if number % 3 == 0 { session.destinationIP = nil }
            session.destinationPort = number % 4 == 0 ? 23 : 0
            return Samples.message(number, ident: "sensor-\(number % 6)", .normalized([.session(session)]))
        }
        _ = try await store.append(batch)
        let all = try await Whole.sessions(store, limit: 1_000)
        #expect(all.count == 170)
        typealias Check = (String, (inout SessionFilter) -> Void, (StoredSession) -> Bool)
        let checks: [Check] = [
            ("protocol", { $0.protocol = "ssh" }, { $0.session.protocol == "ssh" }),
            ("honeypot", { $0.honeypot = "kIPPO" }, { $0.session.honeypot == "Kippo" }),
            ("source address", { $0.sourceIP = "203.0.113.4" }, { $0.session.sourceIP == "203.0.113.4" }),
            ("source port", { $0.sourcePort = 1_044 }, { $0.session.sourcePort == 1_044 }),
            ("destination address", { $0.destinationIP = "198.51.100.2" }, { $0.session.destinationIP == "198.51.100.2" }),
            ("destination port", { $0.destinationPort = 0 }, { $0.session.destinationPort == 0 }),
            ("ident", { $0.ident = "sensor-4" }, { $0.ident == "sensor-4" }),
            ("unknown ident", { $0.ident = "nobody" }, { _ in false }),
            ("port out of range", { $0.sourcePort = 70_000 }, { _ in false }),
            ("negative port", { $0.destinationPort = -1 }, { _ in false }),
            ("hostile text", { $0.sourceIP = "\" OR 1 --" }, { _ in false }),
            ("empty text", { $0.protocol = "" }, { _ in false }),
            (
                "several",
                { filter in
                    filter.protocol = "ssh"
                    filter.destinationPort = 0
                    filter.honeypot = "cowrie"
                    filter.ident = "sensor-2"
                },
                {
                    $0.session.protocol == "ssh" && $0.session.destinationPort == 0 && $0.session.honeypot == "cowrie"
                        && $0.ident == "sensor-2"
                }
            ),
        ]
        for (name, set, holds) in checks {
            var filter = SessionFilter()
            set(&filter)
            let expected = all.filter(holds).map(\.key)
            #expect(try await Whole.sessions(store, filter).map(\.key) == expected, "\(name)")
            #expect(try await Whole.sessions(store, filter, order: .newestFirst, limit: 3).map(\.key) == expected.reversed(), "\(name)")
        }
    }
}
