import Foundation
import Testing

@testable import Documents

@Suite("Writing JSON")
struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("Commas stand between values only")
    func structure() {
        let text = written {
            $0.beginObject()
            $0.name("a")
            $0.beginArray()
            $0.integer(1)
            $0.beginArray()
            $0.endArray()
            $0.beginObject()
            $0.endObject()
            $0.null()
            $0.endArray()
            $0.name(text: "b\"c")
            $0.bool(false)
            $0.rawMembers("".utf8)
            $0.rawMembers(#""d":1,"e":2"#.utf8)
            $0.name("f")
            $0.raw("[0]".utf8)
            $0.endObject()
        }
        #expect(text == #"{"a":[1,[],{},null],"b\"c":false,"d":1,"e":2,"f":[0]}"#)
    }

    @Test("Integers of every width", arguments: [0, 9, 10, -1, -10, 65_535, Int64.max, Int64.min])
    func integers(_ value: Int64) {
        #expect(written { $0.integer(value) } == String(value))
    }

    @Test("Largest integers")
    func largestIntegers() {
        #expect(written { $0.integer(UInt64.max) } == "18446744073709551615")
        #expect(written { $0.integer(Int8.min) } == "-128")
        #expect(written { $0.integer(UInt128.max) } == String(UInt128.max))
        #expect(written { $0.integer(Int128.min) } == String(Int128.min))
    }

    @Test("Numbers that JSON cannot say are null")
    func doubles() {
        #expect(written { $0.double(1.5) } == "1.5")
        #expect(written { $0.double(.nan) } == "null")
        #expect(written { $0.double(-.infinity) } == "null")
    }

    @Test("Every control character, quote and backslash is escaped at every place", arguments: 0..<17)
    func escapes(_ length: Int) throws {
        let before = String(repeating: "y", count: length)
        for code in (0..<0x20).map(UInt8.init) + [0x22, 0x5C] {
            let value = before + String(UnicodeScalar(code)) + "zzzzzzzzzü"
            let text = written { $0.string(value) }
            #expect(!text.utf8.contains { $0 < 0x20 })
            #expect(try JSONText(Array(text.utf8)).root.string == value)
        }
        #expect(written { $0.string("\u{8}\t\n\u{c}\r\"\\\u{0}\u{1f}\u{7f}/") } == "\"\\b\\t\\n\\f\\r\\\"\\\\\\u0000\\u001f\u{7f}/\"")
    }

    @Test(
        "A read value is written again without white space, repeats and lone surrogates",
        arguments: [
            (#" [ 1 , -0 , 1.50e+3 , null , true ] "#, "[1,-0,1.50e+3,null,true]"), (#"{ "a" : { } , "b" : [ ] }"#, #"{"a":{},"b":[]}"#),
            (#"{"a":1,"b":2,"a":3}"#, #"{"b":2,"a":3}"#), (#"{"a":1,"\u0061":3}"#, #"{"\u0061":3}"#), (#""\ud800x\n""#, "\"\u{FFFD}x\\n\""),
            (#"{"\ud800":1,"\ud801":2}"#, "{\"\u{FFFD}\":2}"), (#""\ud83d\ude00\u0000""#, #""😀\u0000""#), (#""\u0041\/""#, #""\u0041\/""#),
        ])
    func value(_ text: String, expected: String) throws {
        let root = try JSONText(Array(text.utf8)).root
        #expect(written { $0.value(root) } == expected)
    }

    @Test("More members than are compared in pairs")
    func manyMembers() throws {
        let names = (0..<100).map { "\"n\($0 % 60)\":\($0)" }
        let root = try JSONText(Array("{\(names.joined(separator: ","))}".utf8)).root
        #expect(written { $0.value(root) } == "{\(names[40...].joined(separator: ","))}")
    }

    @Test("Taking the bytes starts anew")
    func take() {
        var writer = JSONWriter()
        writer.integer(1)
        #expect(writer.take() == Array("1".utf8))
        writer.integer(2)
        #expect(writer.take() == Array("2".utf8))
    }

    @Test("Ids, times and hexadecimal")
    func special() throws {
        let id = try #require(ObjectID("65f0c0ffee00000000000abc"))
        #expect(written { $0.objectID(id) } == "\"65f0c0ffee00000000000abc\"")
        #expect(written { $0.hexadecimal([0x00, 0xAB, 0xFF]) } == "\"00abff\"")
        #expect(written { $0.timestamp(Timestamp(microseconds: 0)) } == "\"1970-01-01T00:00:00\"")
    }
}
