import Documents
import Testing

@Suite struct BSONTests {
    /// `{"a": 1, "s": "x\0y", "o": ObjectId, "d": date, "b": binary, "l": [null, true], "f": 0.5, "n": 2^40, "t": timestamp}`.
    private static let sample: [UInt8] = document(
        element(0x10, "a", int32(1)) + element(0x02, "s", int32(4) + Array("x\0y\0".utf8))
            + element(0x07, "o", Array(1...12)) + element(0x09, "d", int64(1_359_751_122_908))
            + element(0x05, "b", int32(2) + [0, 0xFF, 0xFE])
            + element(0x04, "l", document(element(0x0A, "0", []) + element(0x08, "1", [1])))
            + element(0x01, "f", int64(Int64(bitPattern: (0.5).bitPattern))) + element(0x12, "n", int64(1 << 40))
            + element(0x11, "t", int64(7)) + element(0x0B, "r", Array("a\0i\0".utf8)))

    private static func int32(_ value: Int32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    private static func int64(_ value: Int64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    private static func element(_ type: UInt8, _ name: String, _ value: [UInt8]) -> [UInt8] { [type] + Array(name.utf8) + [0] + value }
    private static func document(_ elements: [UInt8]) -> [UInt8] { int32(Int32(elements.count + 5)) + elements + [0] }

    @Test func readsEachType() throws {
        let read = try BSONDocument(Self.sample)
        #expect(read["a"] == .integer(1))
        #expect(read["s"] == .string(Array("x\0y".utf8)))
        #expect(read["o"] == .objectID(ObjectID(seconds: 0x0102_0304, tail: 0x0506_0708_090A_0B0C)))
        #expect(read["d"]?.time == Timestamp("2013-02-01T20:38:42.908"))
        #expect(read["b"] == .binary([0xFF, 0xFE]))
        #expect(read["l"] == .array([.null, .bool(true)]))
        #expect(read["f"] == .double(0.5))
        #expect(read["n"] == .integer(1 << 40))
        #expect(read["t"] == .other(0x11))
        #expect(read["r"] == .other(0x0B))
        #expect(read["x"] == nil)
        var writer = JSONWriter()
        read.write(to: &writer)
        #expect(
            String(decoding: writer.bytes, as: UTF8.self) == #"""
                {"a":1,"s":"x\u0000y","o":"0102030405060708090a0b0c","d":"2013-02-01T20:38:42.908000","b":"fffe",\#
                "l":[null,true],"f":0.5,"n":1099511627776,"t":null,"r":null}
                """#)
    }

    @Test(
        arguments: [
            ([], BSONError.Reason.truncated), ([5, 0, 0, 0], .badLength), ([4, 0, 0, 0, 0], .badLength),
            ([0xFF, 0xFF, 0xFF, 0x7F, 0], .badLength),
            ([5, 0, 0, 0, 1], .missingEnd), ([5, 0, 0, 0, 0, 0], .trailingBytes), (document([0x10, 0x61]), .missingEnd),
            (document(element(0x42, "a", [])), .unknownType), (document(element(0x08, "a", [2])), .badBoolean),
            (document(element(0x02, "a", int32(100) + [0])), .badLength), (document(element(0x02, "a", int32(-1) + [0])), .badLength),
            (document(element(0x02, "a", int32(2) + [0x61, 0x62])), .missingEnd),
            (document(element(0x05, "a", int32(9) + [0, 1])), .badLength),
            (document(element(0x07, "a", [1, 2, 3])), .truncated), (document(element(0x03, "a", int32(99) + [0])), .badLength),
        ] as [([UInt8], BSONError.Reason)])
    func refusesWhatIsNone(bytes: [UInt8], reason: BSONError.Reason) {
        let error = #expect(throws: BSONError.self) { try BSONDocument(bytes) }
        #expect(error?.reason == reason)
    }

    @Test func refusesDeepNesting() throws {
        func nested(_ depth: Int) -> [UInt8] {
            (1..<depth).reduce(Self.document([])) { inner, _ in Self.document(Self.element(3, "a", inner)) }
        }
        _ = try BSONDocument(nested(BSONDocument.maximumDepth))
        #expect(throws: BSONError.self) { try BSONDocument(nested(BSONDocument.maximumDepth + 1)) }
    }

    /// Neither random nor damaged bytes stop the reader, or make it read what is not there.
    @Test func survivesAnything() {
        var generator = SplitMix.printingSeed()
        for _ in 0..<20_000 {
            var bytes = Self.sample
            if Bool.random(using: &generator) {
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                }
                if Bool.random(using: &generator) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
            } else {
                bytes = (0..<Int.random(in: 0...64, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
                if bytes.count >= 5 {
                    bytes.replaceSubrange(0..<4, with: Self.int32(Int32(bytes.count)))
                    bytes[bytes.count - 1] = 0
                }
            }
            do throws(BSONError) {
                var writer = JSONWriter()
                try BSONDocument(bytes).write(to: &writer)
                #expect(throws: Never.self) { try JSONText(writer.bytes, maximumDepth: 256) }
            } catch {
                #expect((0...bytes.count).contains(error.offset))
            }
        }
    }
}

@Suite struct ExtendedJSONTests {
    private func value(_ text: String) throws -> BSONValue { try BSONValue(extendedJSON: JSONText(Array(text.utf8)).root) }

    @Test(arguments: [
        (#"{"$oid":"0102030405060708090a0b0c"}"#, BSONValue.objectID(ObjectID(seconds: 0x0102_0304, tail: 0x0506_0708_090A_0B0C))),
        (#"{"$date":"2013-02-01T20:38:42.908Z"}"#, .date(1_359_751_122_908)), (#"{"$date":"1969-12-31T23:59:59.999Z"}"#, .date(-1)),
        (#"{"$date":{"$numberLong":"1359751122908"}}"#, .date(1_359_751_122_908)), (#"{"$date":1359751122908}"#, .date(1_359_751_122_908)),
        (#"{"$date":"2013-02-01T20:38:42.908+0000"}"#, .date(1_359_751_122_908)), (#"{"$numberLong":"-5"}"#, .integer(-5)),
        (#"{"$numberInt":"7"}"#, .integer(7)), (#"{"$numberDouble":"1.5"}"#, .double(1.5)), ("1.5", .double(1.5)), ("3", .integer(3)),
        (#"{"$binary":{"base64":"AP8=","subType":"00"}}"#, .binary([0, 255])), (#"{"$binary":"AP8=","$type":"00"}"#, .binary([0, 255])),
        (#"{"$numberDecimal":"1"}"#, .other(0x13)), ("true", .bool(true)), ("null", .null), (#"["a"]"#, .array([.string([0x61])])),
        (#"{"$other":1}"#, .document(BSONDocument([BSONDocument.Member(name: "$other", value: .integer(1))]))),
        (#"{"a":1,"a":2}"#, .document(BSONDocument([BSONDocument.Member(name: "a", value: .integer(2))]))),
    ])
    func readsBothVersions(text: String, expected: BSONValue) throws {
        #expect(try value(text) == expected)
    }

    @Test(arguments: [
        #"{"$oid":"xyz"}"#, #"{"$oid":1}"#, #"{"$date":"yesterday"}"#, #"{"$date":{}}"#, #"{"$numberLong":"1.5"}"#,
        #"{"$binary":{"base64":"@"}}"#,
    ])
    func namesTheFormThatIsWrong(text: String) throws {
        let error = #expect(throws: ExtendedJSONError.self) { try value(text) }
        #expect(error.map { text.contains($0.form) } == true)
    }
}
