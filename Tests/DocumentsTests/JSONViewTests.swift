import Testing

@testable import Documents

@Suite("Reading values")
struct JSONViewTests {
    private func read(_ text: String) throws -> JSONView { try JSONText(Array(text.utf8)).root }

    @Test(
        "Integers",
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("99999999999999999999999", nil), ("1.0", nil), ("1e3", nil),
            ("\"1\"", nil), ("true", nil),
        ] as [(String, Int64?)])
    func integers(_ text: String, value: Int64?) throws {
        #expect(try read(text).integer == value)
    }

    @Test(
        "Doubles",
        arguments: [
            ("0", 0), ("1.5", 1.5), ("-2.5e3", -2500), ("1e308", 1e308), ("1e999999", nil), ("-1e999999", nil), ("1e-999999", 0),
            ("123456789012345678901234567890", 1.2345678901234568e29), ("null", nil), ("\"1\"", nil),
        ] as [(String, Double?)])
    func doubles(_ text: String, value: Double?) throws {
        #expect(try read(text).double == value)
    }

    @Test("A value is only of its own kind")
    func kinds() throws {
        let root = try read(#"[null,true,false,1,1.5,"s",[],{}]"#)
        #expect(root.elements.map(\.kind) == [.null, .bool, .bool, .integer, .real, .string, .array, .object])
        #expect(root.elements.map(\.bool) == [nil, true, false, nil, nil, nil, nil, nil])
        #expect(root.elements.map(\.isNull) == [true, false, false, false, false, false, false, false])
        for (position, value) in root.elements.enumerated() {
            #expect((value.string != nil) == (position == 5))
            #expect(value["s"] == nil)
            #expect(value.elements.map(\.kind).isEmpty)
            #expect(Array(value.members).isEmpty)
        }
    }

    @Test("Members behind nested values are found")
    func members() throws {
        let root = try read(#"{"a":[1,[2,{"z":9}]],"b":{"z":3,"a":4},"z":5,"":6,"ab":7}"#)
        #expect(root["z"]?.integer == 5)
        #expect(root["b"]?["a"]?.integer == 4)
        #expect(root[""]?.integer == 6)
        #expect(root["ab"]?.integer == 7)
        #expect(root["abc"] == nil)
        #expect(root.member(named: "b")?.member(named: "z")?.integer == 3)
        #expect(root["a"]?.elements.map(\.kind) == [.integer, .array])
        #expect(root["b"].map { String(decoding: $0.rawBytes, as: UTF8.self) } == #"{"z":3,"a":4}"#)
    }

    @Test("Text comparison")
    func comparison() throws {
        #expect(try read(#""cowrie""#).isString("cowrie"))
        #expect(try !read(#""cowrie""#).isString("cowri"))
        #expect(try !read(#""cowrie""#).isString("cowriE"))
        #expect(try read(#""\u0063owrie""#).isString("cowrie"))
        #expect(try !read("1").isString("1"))
    }
}
