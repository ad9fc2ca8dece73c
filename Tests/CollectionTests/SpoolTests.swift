import Documents
import Foundation
import Model
import NIOConcurrencyHelpers
import Testing

@testable import Collection

@Suite struct SpoolTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "waggle-spool-\(UUID().uuidString)").path

    private func message(_ number: Int, payload: [UInt8] = []) -> KeyedMessage {
        KeyedMessage(
            key: RecordKey(seconds: 1_000, counter: number, node: 0),
            message: ReceivedMessage(
                ident: "sensor-é", channel: "cowrie.sessions", payload: payload.isEmpty ? Array("p\(number)".utf8) : payload,
                received: Timestamp(microseconds: 1_000_000_000 + Int64(number))))
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }

    @Test func givesBackWhatWasAppendedInOrder() async throws {
        let spool = Spool(directory: directory)
        #expect(try await spool.open(committed: nil) == nil)
        let every = Array(UInt8.min...UInt8.max)
        let messages = [message(1), message(2, payload: every), message(3, payload: [0])]
        try await spool.append(messages)
        #expect(spool.size.records == 3)
        #expect(try await spool.next(2) == Array(messages[..<2]))
        #expect(try await spool.next(10) == Array(messages[2...]))
        #expect(try await spool.next(10).isEmpty)
        #expect(spool.size.records == 0)
        // Each batch is acknowledged on its own: after the first the second is still needed.
        await spool.acknowledge()
        #expect(try files().count == 1)
        await spool.acknowledge()
        #expect(try files().isEmpty)
        #expect(spool.size.bytes == 0)
        try await spool.append([message(4)])
        #expect(try await spool.next(10) == [message(4)])
    }

    @Test func whatWasNotAcknowledgedIsReadAgainAfterAKill() async throws {
        let killed = Spool(directory: directory)
        _ = try await killed.open(committed: nil)
        try await killed.append((1...10).map { message($0) })
        #expect(try await killed.next(4).count == 4)

        let reopened = Spool(directory: directory)
        let last = try await reopened.open(committed: message(3).key)
        #expect(last == message(10).key)
        #expect(reopened.size.records == 7)
        #expect(try await reopened.next(100) == (4...10).map { message($0) })
    }

    @Test func aTornRecordAtTheEndIsCutOff() async throws {
        let killed = Spool(directory: directory)
        _ = try await killed.open(committed: nil)
        try await killed.append([message(1), message(2)])
        let path = try #require(try files().first.map { "\(directory)/\($0)" })
        let content = try Data(contentsOf: URL(filePath: path))
        for cut in [1, 7, 20] {
            try content.dropLast(cut).write(to: URL(filePath: path))
            let reopened = Spool(directory: directory)
            #expect(try await reopened.open(committed: nil) == message(1).key)
            #expect(try await reopened.next(10) == [message(1)])
        }
    }

    @Test func aDamagedRecordDoesNotGiveAWrongMessage() async throws {
        let killed = Spool(directory: directory)
        _ = try await killed.open(committed: nil)
        try await killed.append([message(1), message(2)])
        let path = try #require(try files().first.map { "\(directory)/\($0)" })
        var content = try Data(contentsOf: URL(filePath: path))
        content[content.count - 1] ^= 0xFF
        try content.write(to: URL(filePath: path))
        let reopened = Spool(directory: directory)
        #expect(try await reopened.open(committed: nil) == message(1).key)
    }

    /// The spool with what it reported.
    private func reporting() -> (Spool, NIOLockedValueBox<[String]>) {
        let reports = NIOLockedValueBox<[String]>([])
        return (Spool(directory: directory) { path in reports.withLockedValue { $0.append(path) } }, reports)
    }

    @Test(arguments: [0, 1, 4, 8])
    func damageInTheMiddleCostsOnlyWhatItHit(record: Int) async throws {
        let killed = Spool(directory: directory)
        _ = try await killed.open(committed: nil)
        try await killed.append((1...9).map { message($0) })
        let path = try #require(try files().first.map { "\(directory)/\($0)" })
        var content = try Data(contentsOf: URL(filePath: path))
        let length = content.count / 9
        for offset in 0..<20 { content[record * length + offset + 3] = 0xFF }
        try content.write(to: URL(filePath: path))
        let (reopened, reports) = reporting()
        #expect(try await reopened.open(committed: nil) != nil)
        #expect(reopened.size.records == 8)
        let expected = (1...9).filter { $0 != record + 1 }.map { message($0) }
        var got: [KeyedMessage] = []
        while case let some = try await reopened.next(3), !some.isEmpty {
            got += some
            await reopened.acknowledge()
        }
        #expect(got == expected)
        #expect(reopened.unacknowledged == 0)
        await reopened.acknowledge()
        #expect(try files() == [path.split(separator: "/").last.map { "\($0).damaged" }])
        #expect(reports.withLockedValue { $0 } == [path])
        let (third, again) = reporting()
        #expect(try await third.open(committed: nil) == nil)
        #expect(again.withLockedValue { $0.isEmpty })
    }

    @Test func damageThatHappensWhileTheServerRunsIsSkippedToo() async throws {
        let (spool, reports) = reporting()
        _ = try await spool.open(committed: nil)
        try await spool.append((1...9).map { message($0, payload: [UInt8](repeating: 7, count: 400_000)) })
        let path = try #require(try files().first.map { "\(directory)/\($0)" })
        #expect(try await spool.next(2).count == 2)
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: UInt64(400_080 * 4))
        try file.write(contentsOf: [UInt8](repeating: 1, count: 100))
        try file.close()
        var got: [Int] = []
        while case let some = try await spool.next(100), !some.isEmpty { got += some.map(\.key.counter) }
        #expect(got == [3, 4, 6, 7, 8, 9])
        #expect(spool.size.records == 0)
        #expect(reports.withLockedValue { $0.count } == 1)
    }

    @Test func aTornTailIsNoDamage() async throws {
        let killed = Spool(directory: directory)
        _ = try await killed.open(committed: nil)
        try await killed.append([message(1), message(2)])
        let path = try #require(try files().first.map { "\(directory)/\($0)" })
        try Data(contentsOf: URL(filePath: path)).dropLast(3).write(to: URL(filePath: path))
        let (reopened, reports) = reporting()
        _ = try await reopened.open(committed: nil)
        #expect(try await reopened.next(10) == [message(1)])
        await reopened.acknowledge()
        #expect(try files().isEmpty && reports.withLockedValue { $0.isEmpty })
    }

    @Test func whatTheStoreHasIsSkipped() async throws {
        let spool = Spool(directory: directory)
        _ = try await spool.open(committed: nil)
        try await spool.append([message(5), message(6)])
        try await spool.prepend([message(3), message(4)])
        await spool.skip(through: message(3).key)
        #expect(try await spool.next(1) == [message(4)])
        await spool.skip(through: message(5).key)
        try await spool.append([message(7)])
        #expect(try await spool.next(10) == [message(6), message(7)])
        #expect(spool.size.records == 0)
        for _ in 0..<2 { await spool.acknowledge() }
        #expect(try files().isEmpty)
    }

    @Test func filesThatWereReadToTheirEndAreRemoved() async throws {
        let spool = Spool(directory: directory)
        _ = try await spool.open(committed: nil)
        let large = [UInt8](repeating: 7, count: 6 * 1_048_576)
        for number in 1...6 { try await spool.append([message(number, payload: large)]) }
        #expect(try files().count == 2)
        var got: [KeyedMessage] = []
        while got.count < 4 { got += try await spool.next(1) }
        for _ in 0..<3 { await spool.acknowledge() }
        #expect(try files().count == 2)
        await spool.acknowledge()
        #expect(try files().count == 1)
        #expect(got.map(\.key.counter) == [1, 2, 3, 4])
        #expect(try await spool.next(10).map(\.key.counter) == [5, 6])
    }

    @Test func whatIsPrependedComesFirstAtTheNextStart() async throws {
        let spool = Spool(directory: directory)
        _ = try await spool.open(committed: nil)
        try await spool.append([message(5), message(6)])
        try await spool.prepend([message(3), message(4)])
        await spool.close()
        let reopened = Spool(directory: directory)
        _ = try await reopened.open(committed: nil)
        var got: [KeyedMessage] = []
        while got.count < 4 { got += try await reopened.next(10) }
        #expect(got == (3...6).map { message($0) })
    }

    @Test func adirectoryThatCantBeMadeIsNamed() async throws {
        let spool = Spool(directory: "/proc/waggle/spool")
        let error = await #expect(throws: SpoolError.self) { _ = try await spool.open(committed: nil) }
        #expect(error?.description.contains("/proc/waggle/spool") == true)
    }
}
