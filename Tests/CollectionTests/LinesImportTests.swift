import Documents
import Foundation
import Model
import Normalization
import Storage
import Testing

@testable import Collection

@Suite struct LinesImportTests {
    private func run(_ text: String, _ store: RecordingStore) async throws -> (LinesImport.Progress, [ImportLineError]) {
        let path = FileManager.default.temporaryDirectory.appending(path: "waggle-import-\(UUID().uuidString)").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = open(path, O_RDONLY)
        defer { close(file) }
        var faults: [ImportLineError] = []
        let result = try await LinesImport(store: store, options: NormalizationOptions()).run(
            file: file, now: { Timestamp(microseconds: 5_000_000) }, refused: { faults.append($0) }, progress: { _ in })
        return (result, faults)
    }

    @Test func importingTwiceAddsNothingAndEqualLinesAreKept() async throws {
        let store = RecordingStore()
        let text = """
            {"ident":"a","channel":"c","payload":"x","timestamp":"2020-01-02T03:04:05"}
            {"ident":"a","channel":"c","payload":"x","timestamp":"2020-01-02T03:04:05"}
            {"ident":"a","channel":"c","payload":"x"}

            {"ident":"a","channel":"c","payload_base64":"AP8="}
            """
        let (first, faults) = try await run(text, store)
        #expect(faults.isEmpty)
        #expect((first.imported, first.skipped, first.refused) == (4, 0, 0))
        let (second, _) = try await run(text, store)
        #expect((second.imported, second.skipped) == (0, 4))
        #expect(store.messages[0].message.received == Timestamp("2020-01-02T03:04:05"))
        #expect(store.messages[2].message.received == Timestamp(microseconds: 5_000_000))
        #expect(store.messages[3].message.payload == [0, 255])
    }

    @Test(arguments: [
        (#"{"channel":"c","payload":"x"}"#, "ident: missing"),
        (#"{"ident":1,"channel":"c","payload":"x"}"#, "ident: not a string"),
        (#"{"ident":"a","payload":"x"}"#, "channel: missing"),
        (#"{"ident":"a","channel":"a;b","payload":"x"}"#, "channel: holds one of"),
        (#"{"ident":"a","channel":"c"}"#, "payload: missing"),
        (#"{"ident":"a","channel":"c","payload":{}}"#, "payload: not a string"),
        (#"{"ident":"a","channel":"c","payload_base64":"@@@@"}"#, "payload_base64: not base64"),
        (#"{"ident":"a","channel":"c","payload":"x","payload_base64":"AAAA"}"#, "payload is given too"),
        (#"{"ident":"a","channel":"c","payload":"x","timestamp":"yesterday"}"#, "timestamp: not an ISO 8601 time"),
        (#"{"ident":"a","channel":"c","payload":"x","timestamp":"1950-01-01"}"#, "timestamp: before 1970"),
        ("[1]", "not a JSON object"),
        ("{", "not valid JSON"),
    ])
    func aFaultyLineIsNamedAndTheRestImported(line: String, reason: String) async throws {
        let store = RecordingStore()
        let good = #"{"ident":"a","channel":"c","payload":"x"}"#
        let (result, faults) = try await run("\(good)\n\(line)\n\(good)", store)
        #expect((result.imported, result.refused) == (2, 1))
        #expect(faults.count == 1 && faults[0].line == 2)
        #expect(faults.first?.reason.contains(reason) == true, "\(faults)")
    }
}
