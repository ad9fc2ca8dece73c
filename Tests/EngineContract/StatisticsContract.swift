import Documents
import Model
import Storage
import Testing

/// Promises of counters.
enum StatisticsContract {
    static let cases = [
        ContractCase("messages are counted by channel, day, hour, ident") { engine in
            try await engine.withStore { store in
                let day = UInt32(86_400)
                var number = 0
                func batch(_ channel: String, _ ident: String, _ seconds: [UInt32]) -> IngestBatch {
                    IngestBatch(
                        messages: seconds.map { second in
                            number += 1
                            return Samples.message(
                                number, channel: channel, ident: ident, key: Samples.key(number, second: second), .normalized([]))
                        })
                }
                let start = Samples.start
                _ = try await store.append(batch("b.x", "one", [start, start + 1, start + 3_600]))
                _ = try await store.append(batch("a", "two", [start + day, start + day + 23 * 3_600]))
                _ = try await store.append(batch("b_x", "b.x", [start - day]))
                let all = try await store.dailyStatistics(channel: nil, day: nil)
                #expect(all.map(\.channel) == ["b.x", "a", "b_x"])
                #expect(all.map(\.day) == [20_260_101, 20_260_102, 20_251_231])
                #expect(all[0].hourly[0] == 2 && all[0].hourly[1] == 1 && all[0].hourly.reduce(0, +) == 3)
                #expect(all[1].hourly[23] == 1)
                #expect(try await store.dailyStatistics(channel: "b.x", day: nil) == [all[0]])
                #expect(try await store.dailyStatistics(channel: nil, day: 20_260_102) == [all[1]])
                #expect(try await store.dailyStatistics(channel: "a", day: 20_260_101).isEmpty)
                #expect(try await store.dailyStatistics(channel: "none", day: nil).isEmpty)
                #expect(try await store.totals() == [ValueCount(value: "a", count: 2), ValueCount(value: "b_x", count: 4)])
                #expect(try await store.eventCount(identifier: "one", day: 20_260_101) == 3)
                #expect(try await store.eventCount(identifier: "b.x", day: 20_260_101) == 3)
                #expect(try await store.eventCount(identifier: "b.x", day: 20_251_231) == 1)
                #expect(try await store.eventCount(identifier: "one", day: 20_260_102) == nil)
                #expect(
                    try await store.sensorActivity() == [
                        SensorActivity(ident: "b.x", lastSeen: Samples.time(start - day, microsecond: 6), messages: 1),
                        SensorActivity(ident: "one", lastSeen: Samples.time(start + 3_600, microsecond: 3), messages: 3),
                        SensorActivity(ident: "two", lastSeen: Samples.time(start + day + 23 * 3_600, microsecond: 5), messages: 2),
                    ])
            }
        },
        ContractCase("sessions are counted by protocol, those without one apart") { engine in
            try await engine.withStore { store in
                let names: [String?] = ["ssh", "ssh", "telnet", nil, nil, nil]
                _ = try await store.append(
                    Samples.messages(0..<6) { Samples.message($0, .normalized([.session(Samples.session($0, protocol: names[$0]))])) })
                #expect(
                    try await store.sessionProtocols() == [
                        ValueCount(value: nil, count: 3), ValueCount(value: "ssh", count: 2), ValueCount(value: "telnet", count: 1),
                    ])
                let status = try await store.status()
                #expect(status.messages == 6 && status.sessions == 6 && status.errors.isEmpty)
                #expect(status.size > 0)
            }
        },
    ]
}
