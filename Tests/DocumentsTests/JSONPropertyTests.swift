import Foundation
import Testing

@testable import Documents

/// A JSON value as plain Swift, to compare with.
private indirect enum Sample: Equatable {
    case null, bool(Bool), integer(Int64), real(Double), string(String), array([Sample]), object([String: Sample])

    static func random(_ generator: inout SplitMix, depth: Int) -> Sample {
        switch Int.random(in: 0..<(depth > 5 ? 5 : 7), using: &generator) {
        case 0: return .null
        case 1: return .bool(.random(using: &generator))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &generator) >> Int64.random(in: 11..<63, using: &generator))
        case 3:
            // Eighths, which Foundation's decimal numbers hold exactly.
            return .real(Double(Int.random(in: -1_000_000...1_000_000, using: &generator)) + 0.125)
        case 4: return .string(randomText(&generator))
        case 5: return .array((0..<Int.random(in: 0..<5, using: &generator)).map { _ in random(&generator, depth: depth + 1) })
        default:
            var members: [String: Sample] = [:]
            for _ in 0..<Int.random(in: 0..<5, using: &generator) {
                members[randomText(&generator)] = random(&generator, depth: depth + 1)
            }
            return .object(members)
        }
    }

    private static func randomText(_ generator: inout SplitMix) -> String {
        let pool: [Unicode.Scalar] = ["a", "\"", "\\", "\n", "\u{0}", "\u{1f}", "\u{7f}", "/", "é", "€", "😀", "\u{2028}", "z", "0", " "]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<24, using: &generator) {
            text.append(pool[Int.random(in: 0..<pool.count, using: &generator)])
        }
        return String(text)
    }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.integer(value)
        case .real(let value): writer.double(value)
        case .string(let value): writer.string(value)
        case .array(let values):
            writer.beginArray()
            for value in values { value.write(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for (name, value) in members {
                writer.name(text: name)
                value.write(to: &writer)
            }
            writer.endObject()
        }
    }

    init(_ view: JSONView) {
        switch view.kind {
        case .null: self = .null
        case .bool: self = .bool(view.bool ?? false)
        case .integer: self = .integer(view.integer ?? 0)
        case .real: self = .real(view.double ?? .nan)
        case .string: self = .string(view.string ?? "")
        case .array: self = .array(view.elements.map(Sample.init))
        case .object:
            self = .object(Dictionary(view.members.map { ($0.name.string ?? "", Sample($0.value)) }, uniquingKeysWith: { $1 }))
        }
    }

    /// Foundation's tree for the same value.
    var foundation: NSObject {
        switch self {
        case .null: NSNull()
        case .bool(let value): NSNumber(value: value)
        case .integer(let value): NSNumber(value: value)
        case .real(let value): NSNumber(value: value)
        case .string(let value): NSString(string: value)
        case .array(let values): NSArray(array: values.map(\.foundation))
        case .object(let members): NSDictionary(dictionary: members.mapValues(\.foundation))
        }
    }
}

@Suite("JSON against random input")
struct JSONPropertyTests {
    @Test("Random values are read back equal, also by Foundation")
    func roundTrip() throws {
        var generator = SplitMix.printingSeed()
        for _ in 0..<2_000 {
            let sample = Sample.random(&generator, depth: 0)
            var writer = JSONWriter()
            sample.write(to: &writer)
            let root = try JSONText(writer.bytes).root
            #expect(Sample(root) == sample)
            var again = JSONWriter()
            again.value(root)
            #expect(again.bytes == writer.bytes)
            let theirs = try JSONSerialization.jsonObject(with: Data(writer.bytes), options: .fragmentsAllowed)
            #expect((theirs as? NSObject) == sample.foundation)
        }
    }

    @Test("Every finite double is read back equal")
    func doubles() throws {
        var generator = SplitMix.printingSeed()
        for _ in 0..<5_000 {
            let value = Double(bitPattern: .random(in: .min ... .max, using: &generator))
            guard value.isFinite else { continue }
            var writer = JSONWriter()
            writer.double(value)
            #expect(try JSONText(writer.bytes).root.double == value)
        }
    }

    @Test("Mutated texts never crash, and what is accepted is written as valid JSON")
    func mutations() throws {
        var generator = SplitMix.printingSeed()
        let seed = Array(#"{"a":[1,-2.5e3,true,null,"x\u00e9\ud83d\ude00\n"],"b":{"c":"d","a":{}},"peerIP":"198.51.100.7"} "#.utf8)
        let alphabet = Array(#"{}[]",:\u0dD8e+-.19 tfn"#.utf8) + [0x00, 0x80, 0xC3, 0xE9, 0xFF]
        var accepted = 0
        for round in 0..<20_000 {
            var text = round.isMultiple(of: 4) ? [] : seed
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: 0...text.count, using: &generator)
                let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                switch Int.random(in: 0..<3, using: &generator) {
                case 0 where place < text.count: text[place] = byte
                case 1 where place < text.count: text.remove(at: place)
                default: text.insert(byte, at: place)
                }
            }
            guard let root = try? JSONText(text).root else { continue }
            accepted += 1
            var writer = JSONWriter()
            writer.value(root)
            var again = JSONWriter()
            again.value(try JSONText(writer.bytes).root)
            #expect(again.bytes == writer.bytes)
            #expect(JSONText.isUTF8(writer.bytes))
        }
        #expect(accepted > 500)
    }

    @Test("Whether random bytes are UTF-8 is what the standard library says")
    func utf8() {
        var generator = SplitMix.printingSeed()
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
                Bool.random(using: &generator) ? UInt8(ascii: "a") : UInt8.random(in: 0x7E...0xFF, using: &generator)
            }
            #expect(JSONText.isUTF8(bytes) == (String(validating: bytes, as: UTF8.self) != nil))
        }
    }
}
