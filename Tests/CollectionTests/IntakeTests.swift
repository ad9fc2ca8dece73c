import Documents
import Foundation
import HPFeeds
import Logging
import Model
import NIOConcurrencyHelpers
import NIOCore
import Normalization
import ServiceLifecycle
import Storage
import Testing

@testable import Collection

@Suite struct IntakeTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "waggle-intake-\(UUID().uuidString)").path

    private func intake(_ store: RecordingStore, _ options: IntakeOptions = IntakeOptions()) async throws -> Intake {
        let intake = Intake(
            store: store, spoolDirectory: directory, options: { options }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await intake.open()
        return intake
    }

    private func published(_ number: Int, channel: String = "kippo.alerts") -> PublishedMessage {
        PublishedMessage(
            ident: "sensor", channel: channel, payload: ByteBuffer(string: "message \(number)"),
            receivedMicroseconds: 1_700_000_000_000_000 + Int64(number))
    }

    /// Runs the intake while the body does, then stops it gracefully.
    private func running(_ intake: Intake, _ body: () async throws -> Void) async throws {
        let group = ServiceGroup(services: [intake], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private func wait(_ what: String, until condition: () -> Bool) async throws {
        for _ in 0..<2_000 {
            if condition() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("timed out waiting: \(what)")
    }

    private func texts(_ store: RecordingStore) -> [String] {
        store.messages.map { String(decoding: $0.message.payload, as: UTF8.self) }
    }

    @Test func storesEachMessageOnceAndInOrder() async throws {
        let store = RecordingStore()
        let intake = try await intake(store)
        try await running(intake) {
            for start in stride(from: 0, to: 5_000, by: 50) { intake.accept((start..<start + 50).map { published($0) }) }
            // What is in the spool at a stop would stay there.
            try await wait("all to be stored") { intake.metrics.current.stored == 5_000 }
        }
        #expect(texts(store) == (0..<5_000).map { "message \($0)" })
        #expect(store.messages.map(\.key) == store.messages.map(\.key).sorted())
        #expect(intake.metrics.current.stored == 5_000)
    }

    @Test func channelsThatCantBeStoredAreRefusedAndCounted() async throws {
        let store = RecordingStore()
        let intake = try await intake(store)
        try await running(intake) {
            intake.accept([published(1), published(2, channel: "a;b"), published(3, channel: "{x}"), published(4, channel: "q\"")])
        }
        #expect(texts(store) == ["message 1"])
        #expect(intake.metrics.current.refused == 3)
    }

    @Test func anOutageGoesThroughTheSpoolInOrderAndOnce() async throws {
        let store = RecordingStore()
        store.state.withLockedValue { $0.outage = StorageError(.unavailable, "down") }
        let intake = try await intake(store)
        let count = 60_000
        try await running(intake) {
            for start in stride(from: 0, to: count, by: 500) {
                intake.accept((start..<start + 500).map { published($0) })
                if start.isMultiple(of: 5_000) { try await Task.sleep(for: .milliseconds(5)) }
            }
            try await wait("the spool to be used") { intake.metrics.current.spooled > 0 }
            #expect(intake.fault?.contains("down") == true)
            store.state.withLockedValue { $0.outage = nil }
            try await wait("everything to be stored") { store.messages.count == count }
            #expect(intake.fault == nil)
            intake.accept([published(count)])
        }
        #expect(texts(store) == (0...count).map { "message \($0)" })
        #expect(intake.gauges(at: .now).spooled == 0)
    }

    /// One message is on its way to the store when it goes away, so that nothing is prepared behind it: what then fills the
    /// memory is older than what overflows into the spool, and must be stored first.
    @Test func whatWaitsInMemoryIsStoredBeforeTheSpool() async throws {
        let store = RecordingStore()
        store.state.withLockedValue { $0.outage = StorageError(.unavailable, "down") }
        let intake = try await intake(store)
        let count = 60_000
        try await running(intake) {
            intake.accept([published(0)])
            try await wait("the first attempt") { intake.metrics.current.retries > 0 }
            for start in stride(from: 1, to: count, by: 1_000) {
                intake.accept((start..<min(start + 1_000, count)).map { published($0) })
                try await Task.sleep(for: .milliseconds(1))
            }
            try await wait("the spool to be used") { intake.metrics.current.spooled > 0 }
            store.state.withLockedValue { $0.outage = nil }
            try await wait("everything to be stored") { store.messages.count == count }
        }
        #expect(texts(store) == (0..<count).map { "message \($0)" })
        #expect(intake.metrics.current.skipped == 0)
    }

    @Test(arguments: ["down", "slow"])
    func whatTheStoreDoesNotTakeIsOnDiskSoon(kind: String) async throws {
        let store = RecordingStore()
        store.state.withLockedValue { state in
            if kind == "down" { state.outage = StorageError(.unavailable, "down") } else { state.delay = .seconds(600) }
        }
        let killed = try await intake(store)
        let task = Task { try await killed.run() }
        killed.accept((0..<2_500).map { published($0) })
        try await wait("the spill") { killed.metrics.current.spooled == 2_500 }
        #expect(killed.gauges(at: .now).queued == 0)
        #expect(killed.gauges(at: .now).age == 0)
        killed.accept((2_500..<2_600).map { published($0) })
        try await wait("newer ones on disk") { killed.metrics.current.spooled == 2_600 }
        // What a kill leaves: the files as they are now.
        let copy = directory + "-copy"
        try FileManager.default.copyItem(atPath: directory, toPath: copy)
        let other = RecordingStore()
        let next = Intake(
            store: other, spoolDirectory: copy, options: { IntakeOptions() },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await next.open()
        try await running(next) { try await wait("everything to be stored") { other.messages.count == 2_600 } }
        #expect(texts(other) == (0..<2_600).map { "message \($0)" })
        task.cancel()
        _ = await task.result
    }

    @Test func aSlowStoreGetsEachMessageOnceAndInOrder() async throws {
        let store = RecordingStore()
        store.state.withLockedValue { $0.delay = .milliseconds(120) }
        let intake = try await intake(store)
        try await running(intake) {
            for start in stride(from: 0, to: 5_000, by: 100) {
                intake.accept((start..<start + 100).map { published($0) })
                try await Task.sleep(for: .milliseconds(5))
            }
            try await wait("everything to be stored") { store.messages.count == 5_000 }
            // What the spool has of it too is skipped, not stored once more.
            try await wait("the spool to be read") { intake.gauges(at: .now).spooled == 0 && intake.gauges(at: .now).spoolBytes == 0 }
        }
        #expect(texts(store) == (0..<5_000).map { "message \($0)" })
        #expect(intake.metrics.current.spooled > 0)
    }

    @Test func whatIsUnderWayCountsAsQueued() async throws {
        let store = RecordingStore()
        store.state.withLockedValue { $0.delay = .milliseconds(300) }
        let intake = try await intake(store, IntakeOptions(spoolBytes: 0))
        try await running(intake) {
            intake.accept((0..<10).map { published($0) })
            try await Task.sleep(for: .milliseconds(150))
            #expect(intake.gauges(at: .now).queued == 10)
            #expect(intake.gauges(at: .now).age > 0)
        }
        #expect(store.messages.count == 10)
    }

    @Test func aStopInTheMiddleOfTheReplayKeepsEverything() async throws {
        let store = RecordingStore()
        store.state.withLockedValue { $0.outage = StorageError(.unavailable, "down") }
        let count = 60_000
        let first = try await intake(store)
        try await running(first) {
            first.accept([published(0)])
            try await wait("the first attempt") { first.metrics.current.retries > 0 }
            first.accept((1..<count).map { published($0) })
            try await wait("the spool to be used") { first.metrics.current.spooled > 0 }
        }
        store.state.withLockedValue { $0.outage = nil }
        let second = try await intake(store)
        try await running(second) { try await wait("everything to be stored") { store.messages.count == count } }
        #expect(texts(store) == (0..<count).map { "message \($0)" })
    }

    @Test func aStopWithAFullSpoolEnds() async throws {
        let store = RecordingStore()
        store.state.withLockedValue { $0.outage = StorageError(.full, "disk full") }
        let first = try await intake(store, IntakeOptions(spoolBytes: 1, whenFull: .hold))
        let count = 60_000
        try await running(first) {
            first.accept([published(0)])
            try await wait("the first attempt") { first.metrics.current.retries > 0 }
            first.accept((1..<count).map { published($0) })
        }
        store.state.withLockedValue { $0.outage = nil }
        let second = try await intake(store)
        try await running(second) { try await wait("everything to be stored") { store.messages.count == count } }
        #expect(texts(store) == (0..<count).map { "message \($0)" })
    }

    @Test func aStopWithoutAStoreKeepsEverythingForTheNextStart() async throws {
        let store = RecordingStore()
        store.state.withLockedValue { $0.outage = StorageError(.unavailable, "down") }
        let first = try await intake(store)
        try await running(first) {
            first.accept((0..<3_000).map { published($0) })
            try await wait("an attempt") { first.metrics.current.retries > 0 }
        }
        #expect(store.messages.isEmpty)
        store.state.withLockedValue { $0.outage = nil }
        let second = try await intake(store)
        try await running(second) {
            second.accept([published(3_000)])
            try await wait("everything to be stored") { store.messages.count == 3_001 }
        }
        #expect(texts(store) == (0...3_000).map { "message \($0)" })
        #expect(Set(store.messages.map(\.key)).count == 3_001)
    }

    @Test func oneMessageThatTheEngineRefusesDoesNotStopTheOthers() async throws {
        let store = RecordingStore()
        store.state.withLockedValue { $0.poison = [Array("message 7".utf8)] }
        let intake = try await intake(store)
        let channel = "kippo.sessions"
        let good = #"{"peerIP":"203.0.113.7","peerPort":1,"hostPort":2,"version":null,"credentials":[]}"#
        store.state.withLockedValue { $0.poison = [Array((good + " ").utf8)] }
        try await running(intake) {
            intake.accept(
                [good, good + " ", good].map { text in
                    PublishedMessage(
                        ident: "s", channel: channel, payload: ByteBuffer(string: text), receivedMicroseconds: 1_700_000_000_000_000)
                })
        }
        #expect(store.messages.count == 3)
        guard case .failed(let reason, _) = store.messages[1].outcome else {
            Issue.record("the refused message should be in error")
            return
        }
        #expect(reason.contains("could not be stored"))
    }

    @Test func aFullSpoolDropsOnlyWhenToldTo() async throws {
        let store = RecordingStore()
        store.state.withLockedValue { $0.outage = StorageError(.full, "disk full") }
        let intake = try await intake(store, IntakeOptions(spoolBytes: 1, whenFull: .drop))
        try await running(intake) {
            for start in stride(from: 0, to: 60_000, by: 1_000) {
                intake.accept((start..<start + 1_000).map { published($0) })
                try await Task.sleep(for: .milliseconds(1))
            }
            try await wait("drops") { intake.metrics.current.dropped > 0 }
            store.state.withLockedValue { $0.outage = nil }
        }
        let counts = intake.metrics.current
        #expect(counts.received == 60_000)
        // What is in the spool at the stop is durable and waits there for the next start.
        #expect(counts.stored + counts.dropped + intake.gauges(at: .now).spooled == 60_000)
    }

    @Test func aFullSpoolHoldsPublishersAndLosesNothing() async throws {
        let store = RecordingStore()
        store.state.withLockedValue { $0.outage = StorageError(.full, "disk full") }
        let intake = try await intake(store, IntakeOptions(spoolBytes: 1, whenFull: .hold))
        var sent = 0
        let payload = ByteBuffer(repeating: 65, count: 100_000)
        try await running(intake) {
            while !intake.isHolding, sent < 5_000 {
                intake.accept([PublishedMessage(ident: "s", channel: "c", payload: payload, receivedMicroseconds: Int64(sent))])
                sent += 1
                if sent.isMultiple(of: 100) { try await Task.sleep(for: .milliseconds(2)) }
            }
            #expect(intake.isHolding)
            store.state.withLockedValue { $0.outage = nil }
            try await wait("publishers to go on") { !intake.isHolding }
            try await wait("everything to be stored") { store.messages.count == sent }
        }
        #expect(store.messages.count == sent)
        #expect(intake.metrics.current.dropped == 0)
    }
}
