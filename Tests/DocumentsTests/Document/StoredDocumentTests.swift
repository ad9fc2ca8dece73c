import Documents
import Testing

/// Equality that tells canonically equivalent texts apart, as documents do.
private func areIdentical(_ left: DocumentValue, _ right: DocumentValue) -> Bool {
    switch (left, right) {
    case (.string(let one), .string(let other)): Array(one.utf8) == Array(other.utf8)
    case (.integer(let one), .integer(let other)): one == other
    case (.double(let one), .double(let other)): one.bitPattern == other.bitPattern
    case (.boolean(let one), .boolean(let other)): one == other
    case (.date(let one), .date(let other)): one == other
    case (.list(let one), .list(let other)): one.count == other.count && zip(one, other).allSatisfy(areIdentical)
    case (.document(let one), .document(let other)):
        one.count == other.count
            && zip(one.fields, other.fields).allSatisfy { Array($0.name.utf8) == Array($1.name.utf8) && areIdentical($0.value, $1.value) }
    default: false
    }
}

@Suite("Documents in a store")
struct StoredDocumentTests {
    @Test(
        "What is written is read back as it was",
        arguments: [
            DocumentValue.string("NUL \u{0} quote \" back \\ line \n sep \u{2028} emoji \u{1F41D} café \u{FFFD} \u{7F}"),
            .string("e\u{301}"), .string("\u{E9}"), .integer(.max), .integer(.min), 0, .double(0), .double(-0.0), .double(5),
            .double(1e300), .double(.leastNonzeroMagnitude), .double(0.1), .double(.infinity), true, false,
            .date(Timestamp(microseconds: 1_439_889_873_512_000)),
            .date(Timestamp(microseconds: -1_000)), .list([]), .document([:]), .list([.list([1, .double(1)]), .document(["": ""])]),
            .document(["$date": 5]), .document(["$$date": 5]), .document(["$double": "x"]),
            .document(["$": "x", "$\u{301}": "y", "#": 1, "%": 2]),
            .document(["e\u{301}": 1, "\u{E9}": 2]),
        ])
    func roundTrip(_ value: DocumentValue) throws {
        let document: Document = ["value": value, "list": .list([value])]
        let back = try StoredDocument.decode(StoredDocument.encode(document))
        #expect(areIdentical(.document(back), .document(document)))
    }

    @Test("Random documents come back as they were")
    func randomRoundTrip() throws {
        var generator = SplitMix.printingSeed()
        for _ in 0..<500 {
            let document = randomDocument(depth: 4, using: &generator)
            let back = try StoredDocument.decode(StoredDocument.encode(document))
            #expect(areIdentical(.document(back), .document(document)))
        }
    }

    @Test("Dates are cut to milliseconds, towards the past")
    func dates() throws {
        let document: Document = ["d": .date(Timestamp(microseconds: 1_999)), "e": .date(Timestamp(microseconds: -1))]
        let back = try StoredDocument.decode(StoredDocument.encode(document))
        #expect(back["d"] == .date(Timestamp(microseconds: 1_000)))
        #expect(back["e"] == .date(Timestamp(microseconds: -1_000)))
        #expect(String(decoding: StoredDocument.encode(["d": document["d"] ?? 0]), as: UTF8.self) == #"{"d":{"$date":1}}"#)
    }

    @Test(
        "Other bytes are refused",
        arguments: [
            "", "[]", "null", #"{"a":null}"#, #"{"a":{"$date":"x"}}"#, #"{"a":{"$date":9223372036854775807}}"#,
            #"{"a":99999999999999999999}"#,
        ])
    func unreadable(_ text: String) {
        #expect(throws: StoredDocumentError.unreadable) { try StoredDocument.decode(Array(text.utf8)) }
    }

    @Test("A client's JSON: no null, the last of repeated names, large numbers as doubles")
    func clientJSON() throws {
        let text = #"{"b":1,"a":null,"c":[1,null,2.0,{"x":null}],"b":2,"n":99999999999999999999,"$where":"1","t":true}"#
        let document = try Document(json: JSONText(Array(text.utf8)).root)
        #expect(
            document == [
                "$where": "1", "b": 2, "c": .list([1, .double(2), .document([:])]), "n": .double(1e20), "t": true,
            ])
        #expect(throws: DocumentError.notAnObject) { try Document(json: JSONText(Array("[]".utf8)).root) }
    }
}

private func randomDocument(depth: Int, using generator: inout SplitMix) -> Document {
    var document = Document()
    for _ in 0..<Int.random(in: 0...5, using: &generator) {
        document[randomText(using: &generator)] = randomValue(depth: depth, using: &generator)
    }
    return document
}

private func randomValue(depth: Int, using generator: inout SplitMix) -> DocumentValue {
    switch Int.random(in: depth > 0 ? 0...6 : 0...4, using: &generator) {
    case 0: .string(randomText(using: &generator))
    case 1: .integer(Int64.random(in: Int64.min...Int64.max, using: &generator))
    case 2: .double(Double(Int64.random(in: -1_000...1_000, using: &generator)) / 8)
    case 3: .boolean(Bool.random(using: &generator))
    case 4: .date(Timestamp(microseconds: Int64.random(in: -1_000_000_000_000...2_000_000_000_000, using: &generator) * 1_000))
    case 5: .list((0..<3).map { _ in randomValue(depth: depth - 1, using: &generator) })
    default: .document(randomDocument(depth: depth - 1, using: &generator))
    }
}

private func randomText(using generator: inout SplitMix) -> String {
    let alphabet: [Unicode.Scalar] = ["$", "a", "Z", ".", "\0", "\"", "\\", "\n", "é", "\u{301}", "e", "\u{1F41D}", "\u{2028}", "/"]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
        text.append(alphabet.randomElement(using: &generator) ?? "a")
    }
    return String(text)
}
