import Testing

@testable import Documents

@Suite("Reading JSON (ruling 17, threats.md 23)")
struct JSONTextTests {
    private func error(_ text: String, maximumDepth: Int = 64) -> JSONError? {
        do throws(JSONError) {
            _ = try JSONText(Array(text.utf8), maximumDepth: maximumDepth)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Accepts",
        arguments: [
            "null", "true", "false", "0", "-0", "-1", "12", "1.5", "-0.25", "1e5", "1E+5", "1e-5", "0e0", "0.0e+00", "1e999999", "\"\"",
            "[]",
            "{}", " \t\r\n[ \t\r\n] \t\r\n", "{ }", "[[[]]]", "[{}]", "{\"a\":{}}", "[1,2]", "[1 , 2]", "{\"a\" : 1 , \"b\":2}", "{\"\":0}",
            "{\"a\":1,\"a\":2}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0000\"", "\"\\uD83D\\uDE00\"", "\"\\ud800\"", "\"\u{7f}\"",
            "\"é😀\"",
            "123456789012345678901234567890", "[\"]\",\"}\",\",\",\":\"]",
        ])
    func valid(_ text: String) {
        #expect(error(text) == nil)
    }

    @Test(
        "Refuses",
        arguments: [
            ("", JSONError.Reason.unexpectedEnd), (" ", .unexpectedEnd), ("[", .unexpectedEnd), ("{", .unexpectedEnd),
            ("[1", .unexpectedEnd),
            ("[1,", .unexpectedEnd), ("{\"a\"", .unexpectedEnd), ("{\"a\":", .unexpectedEnd), ("{\"a\":1", .unexpectedEnd),
            ("{\"a\":1,", .unexpectedEnd), ("\"a", .unexpectedEnd), ("\"\\", .unexpectedEnd), ("\"\\u12", .unexpectedEnd),
            ("tru", .unexpectedEnd),
            ("n", .unexpectedEnd), ("]", .unexpectedByte), ("}", .unexpectedByte), ("[}", .unexpectedByte), ("{]", .unexpectedByte),
            ("[1}", .unexpectedByte), ("{\"a\":1]", .unexpectedByte), ("[,]", .unexpectedByte), ("[1,]", .unexpectedByte),
            ("{\"a\":1,}", .unexpectedByte), ("{,}", .unexpectedByte), ("{1:2}", .unexpectedByte), ("{a:1}", .unexpectedByte),
            ("{\"a\"}", .unexpectedByte), ("{\"a\",1}", .unexpectedByte), ("{\"a\"::1}", .unexpectedByte), ("[1 2]", .unexpectedByte),
            ("[\"a\":1]", .unexpectedByte), ("NaN", .unexpectedByte), ("Infinity", .unexpectedByte), ("[NaN]", .unexpectedByte),
            ("-Infinity", .badNumber), ("-NaN", .badNumber), ("+1", .unexpectedByte), (".5", .unexpectedByte), ("'a'", .unexpectedByte),
            ("True", .unexpectedByte), ("nul!", .unexpectedByte), ("/**/1", .unexpectedByte), ("\u{feff}1", .unexpectedByte),
            ("\u{a0}1", .unexpectedByte), ("\u{c}1", .unexpectedByte), ("-", .badNumber), ("--1", .badNumber), ("01", .badNumber),
            ("-01", .badNumber), ("00", .badNumber), ("1.", .badNumber), ("1.e1", .badNumber), ("1e", .badNumber), ("1e+", .badNumber),
            ("-.5", .badNumber), ("1 1", .trailingBytes), ("1]", .trailingBytes), ("{}{}", .trailingBytes), ("[],", .trailingBytes),
            ("0x10", .trailingBytes), ("1_000", .trailingBytes), ("truex", .trailingBytes), ("\"a\"b", .trailingBytes),
            ("1\u{0}", .trailingBytes),
            ("\"\u{0}\"", .controlInString), ("\"\n\"", .controlInString), ("\"abcdefgh\t\"", .controlInString),
            ("\"\u{1f}\"", .controlInString),
            ("\"\\x\"", .badEscape), ("\"\\'\"", .badEscape), ("\"\\u12g4\"", .badEscape), ("\"\\U1234\"", .badEscape),
            ("\"\\u 123\"", .badEscape),
        ])
    func invalid(_ text: String, reason: JSONError.Reason) {
        #expect(error(text)?.reason == reason)
    }

    @Test("Every beginning of a text is refused")
    func truncated() throws {
        let text = Array(#"{"a":[1.5e3,true,null,"x\u00e9\n",{"b":-7,"ü":[]}],"c":"d"}"#.utf8)
        _ = try JSONText(text)
        for length in 0..<text.count {
            #expect(throws: JSONError.self, "first \(length) bytes") { try JSONText(Array(text[..<length])) }
        }
    }

    @Test("The error names the byte and never the text")
    func errorPosition() {
        #expect(error("[1,secret]") == JSONError(.unexpectedByte, at: 3))
        #expect(error("[1,secret]")?.description == "not valid JSON: an unexpected byte at byte 3")
    }

    @Test("Depth counts the outermost value as 1", arguments: [("[", "]"), ("{\"a\":", "}")])
    func depth(_ open: String, _ close: String) {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + (open == "[" ? "" : "1") + String(repeating: close, count: depth)
        }
        #expect(error(nested(64)) == nil)
        #expect(error(nested(65)) == JSONError(.tooDeep, at: 64 * open.utf8.count))
        #expect(error(nested(3), maximumDepth: 3) == nil)
        #expect(error(nested(4), maximumDepth: 3)?.reason == .tooDeep)
        #expect(error(nested(100_000))?.reason == .tooDeep)
        #expect(error(String(repeating: open, count: 100_000))?.reason == .tooDeep)
        // Siblings do not add up.
        #expect(error("[" + Array(repeating: "[]", count: 200).joined(separator: ",") + "]") == nil)
    }

    @Test("A million members, the last of equal names wins")
    func manyMembers() throws {
        var text = Array("{".utf8)
        for number in 0..<1_000_000 { text += Array("\"k\(number % 500_000)\":\(number),".utf8) }
        text += Array("\"end\":1}".utf8)
        let clock = ContinuousClock()
        var root: JSONView?
        let time = try clock.measure { root = try JSONText(text).root }
        #expect(time < .seconds(10))
        #expect(root?["k0"]?.integer == 500_000)
        #expect(root?["k499999"]?.integer == 999_999)
        #expect(root?.distinctMembers.count == 500_001)
    }

    @Test("Of repeated members the last wins, however the name is spelt")
    func duplicates() throws {
        let root = try JSONText(Array(#"{"a":1,"b":2,"\u0061":3,"c":4,"b":5}"#.utf8)).root
        #expect(root["a"]?.integer == 3)
        #expect(root.member(named: "b")?.integer == 5)
        #expect(root.members.map { $0.name.string } == ["a", "b", "a", "c", "b"])
        #expect(root.distinctMembers.map { $0.name.string } == ["a", "c", "b"])
        #expect(root.distinctMembers.map { $0.value.integer } == [3, 4, 5])
    }

    @Test("Names that are only canonically equivalent stay apart")
    func canonicalEquivalence() throws {
        let root = try JSONText(Array("{\"\u{e9}\":1,\"e\u{301}\":2,\"\\u00e9x\":3,\"e\\u0301x\":4}".utf8)).root
        #expect(root["\u{e9}"]?.integer == 1)
        #expect(root["e\u{301}"]?.integer == 2)
        #expect(root["\u{e9}x"]?.integer == 3)
        #expect(root["e\u{301}x"]?.integer == 4)
        #expect(root.distinctMembers.count == 4)
    }

    @Test(
        "Escapes and lone surrogates",
        arguments: [
            (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\uD83D\uDE00""#, "😀"), (#""\ud83d\ude00""#, "😀"), (#""\ud800""#, "\u{FFFD}"),
            (#""\udc00""#, "\u{FFFD}"), (#""\udc00\ud800""#, "\u{FFFD}\u{FFFD}"), (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"),
            (#""\ud800x""#, "\u{FFFD}x"), (#""\ud800\n""#, "\u{FFFD}\n"), (#""\ud800\u0041""#, "\u{FFFD}A"), (#""\u0000""#, "\u{0}"),
            (#""a\/\b\f\n\r\t\"\\""#, "a/\u{8}\u{c}\n\r\t\"\\"), (#""\ufffe\uffff""#, "\u{FFFE}\u{FFFF}"),
            (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
        ])
    func escapes(_ text: String, value: String) throws {
        let root = try JSONText(Array(text.utf8)).root
        #expect(root.string.map { Array($0.utf8) } == Array(value.utf8))
        #expect(root.stringBytes == Array(value.utf8))
        #expect(root.isString(text: value))
    }

    @Test("Bytes that are not UTF-8 are Latin-1 as a whole")
    func latin1() throws {
        #expect(try JSONText([0x22, 0xE9, 0xFF, 0x22]).root.string == "éÿ")
        // Valid UTF-8 in one place does not save the rest.
        #expect(try JSONText([0x22, 0xC3, 0xA9, 0xE9, 0x22]).root.string == "Ã©é")
        #expect(try JSONText([0x22, 0xC0, 0x80, 0x22]).root.string == "À\u{80}")
        #expect(try JSONText([0x22, 0xED, 0xA0, 0x80, 0x22]).root.string == "í\u{A0}\u{80}")
        #expect(try JSONText([0x22, 0xC3, 0xA9, 0x22]).root.string == "é")
        #expect(throws: JSONError.self) { try JSONText([0xFF]) }
    }

    @Test("Each alignment and length of the eight-byte skip", arguments: 0..<8)
    func alignment(_ shift: Int) throws {
        for length in 0..<40 {
            let content = String(repeating: "x", count: length)
            let space = String(repeating: " ", count: shift)
            #expect(try JSONText(Array("\(space)\"\(content)\"".utf8)).root.string == content)
            #expect(try JSONText(Array("\(space)\"\(content)\\n\"".utf8)).root.string == content + "\n")
            #expect(try JSONText(Array("\(space)\"\(content)ü!#[]\u{7f}\"".utf8)).root.string == content + "ü!#[]\u{7f}")
            #expect(error("\(space)\"\(content)\u{1}aaaaaaaaaaaa\"") == JSONError(.controlInString, at: shift + 1 + length))
            #expect(error("\(space)\"\(content)") == JSONError(.unexpectedEnd, at: shift + 1 + length))
        }
    }

    @Test("The index grows with a text that has more values than its size lets expect", arguments: [0, 1, 7, 8, 9, 100, 5_000])
    func denseText(_ count: Int) throws {
        let json = "{\"a\":[" + (0..<count).map { "\($0 % 10)" }.joined(separator: ",") + "],\"b\":[[[[]]]]}"
        let root = try JSONText(Array(json.utf8)).root
        #expect(root["a"]?.elements.map { $0.integer ?? -1 } == (0..<count).map { Int64($0 % 10) })
        #expect(root["b"].map { String(decoding: $0.rawBytes, as: UTF8.self) } == "[[[[]]]]")
        #expect(Array(root.members).count == 2)
    }
}
