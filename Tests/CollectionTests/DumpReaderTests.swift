import Documents
import Foundation
import Model
import Testing

@testable import Collection

@Suite struct DumpReaderTests {
    private func read(_ bytes: [UInt8], _ format: DumpFormat) throws -> [(offset: Int, bytes: [UInt8])] {
        let path = FileManager.default.temporaryDirectory.appending(path: "waggle-dump-\(UUID().uuidString)").path
        try Data(bytes).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = open(path, O_RDONLY)
        defer { close(file) }
        var reader = DumpReader(file: file, format: format)
        var found: [(offset: Int, bytes: [UInt8])] = []
        while let next = try reader.next() { found.append(next) }
        return found
    }

    @Test(arguments: [
        "{\"a\":1}\n{\"b\":\"}\\\"{\"}\n", "[{\"a\":1},{\"b\":\"}\\\"{\"}]", "[\n  { \"a\" : 1 },\n  {\"b\":\"}\\\"{\"}\n]\n",
    ])
    func objectsAreFoundHoweverTheyAreLaidOut(text: String) throws {
        let found = try read(Array(text.utf8), .json)
        #expect(found.count == 2)
        #expect(found.last.map { String(decoding: $0.bytes, as: UTF8.self) } == #"{"b":"}\"{"}"#)
        #expect(found.first?.offset == Array(text.utf8).firstIndex(of: UInt8(ascii: "{")))
    }

    @Test func anObjectMayBeLongerThanAChunk() throws {
        let long = String(repeating: "x", count: 3 << 20)
        let found = try read(Array("[{\"a\":\"\(long)\"},{}]".utf8), .json)
        #expect(found.map(\.bytes.count) == [long.utf8.count + 8, 2])
        #expect(found.map(\.offset) == [1, long.utf8.count + 10])
    }

    @Test(arguments: [
        (Array("{\"a\":1}\nx".utf8), DumpFormat.json, "byte 8"), (Array("[{\"a\":1},{\"b\"".utf8), .json, "byte 9"),
        ([5, 0, 0, 0, 0, 6, 0], .bson, "byte 5"), ([5, 0, 0, 0, 0, 9, 0, 0, 0, 0], .bson, "byte 5"),
        ([5, 0, 0, 0, 0, 0, 0, 0, 0], .bson, "byte 5"),
        ([1, 0, 0, 0x7F], .bson, "byte 0"),
    ])
    func aBrokenFileIsNamedByItsByte(bytes: [UInt8], format: DumpFormat, place: String) {
        let error = #expect(throws: ImportFileError.self) { _ = try read(bytes, format) }
        #expect(error?.description.contains(place) == true, "\(String(describing: error))")
    }

    @Test(
        arguments: [
            ("hpfeed.bson", [], ImportKind.dump(.bson, .hpfeed)),
            ("mnemosyne.session.json", Array("{\"_id\":".utf8), .dump(.json, .session)),
            ("x.json", Array(" [ {".utf8), .dump(.json, nil)), ("x", Array("{ \"_id\"".utf8), .dump(.json, nil)),
            ("lines.jsonl", Array(#"{"ident":"a","channel":"c"}"#.utf8), .lines), ("empty", [], .lines),
            ("cowrie.json.2026-01-01", Array("{".utf8), .cowrieLog),
            ("log", Array(#"{"eventid":"cowrie.session.connect"}"#.utf8), .cowrieLog),
            ("url.bson.gz", [0x1F, 0x8B, 8], .compressed), ("dump", [0x2A, 1, 0, 0, 7, 0x5F], .dump(.bson, nil)),
        ] as [(String, [UInt8], ImportKind)])
    func filesAreToldApart(name: String, head: [UInt8], kind: ImportKind) {
        #expect(ImportKind(fileName: name, head: head) == kind)
    }

    @Test(arguments: [
        ("plain text", "plain text"), ("4d5a900003", "4d5a900003"), ("6162", "6162"), ("4d5", "4d5"), ("4D5A90", "4D5A90"),
    ])
    func hexadecimalTextIsABinaryOnlyWhereMnemosyneWouldHaveWrittenIt(text: String, expected: String) throws {
        let bytes = try message(payload: .string(Array(text.utf8))).payload
        let isBinary = text == "4d5a900003"
        #expect(bytes == (isBinary ? [0x4D, 0x5A, 0x90, 0, 3] : Array(expected.utf8)))
    }

    @Test func payloadsThatMHNKeptAsDocumentsBecomeJSON() throws {
        let inner = BSONDocument([
            BSONDocument.Member(name: "peerIP", value: .string(Array("203.0.113.7".utf8))),
            BSONDocument.Member(name: "n", value: .integer(1)),
        ])
        #expect(try message(payload: .document(inner)).payload == Array(#"{"peerIP":"203.0.113.7","n":1}"#.utf8))
    }

    private func message(payload: BSONValue) throws -> ReceivedMessage {
        try BSONDocument([
            BSONDocument.Member(name: "ident", value: .string(Array("i".utf8))),
            BSONDocument.Member(name: "channel", value: .string(Array("c".utf8))),
            BSONDocument.Member(name: "timestamp", value: .date(0)), BSONDocument.Member(name: "payload", value: payload),
        ]).receivedMessage()
    }
}
