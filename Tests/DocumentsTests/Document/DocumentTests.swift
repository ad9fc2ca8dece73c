import Documents
import Testing

@Suite("Documents")
struct DocumentTests {
    @Test("fields in any order are sorted by bytes, and of a repeated name the last stays")
    func order() {
        let document = Document(
            [("b", 1), ("a", 2), ("b", 3), ("é", 4), ("B", 5), ("a", 6)].map { Document.Field(name: $0, value: .integer($1)) })
        #expect(document.fields.map(\.name) == ["B", "a", "b", "é"])
        #expect(document.fields.map(\.value) == [5, 6, 3, 4])
        var one = Document()
        for (name, value) in [("b", 1), ("a", 2), ("b", 3), ("é", 4), ("B", 5), ("a", 6)] { one[name] = .integer(Int64(value)) }
        #expect(one == document)
    }

    @Test("a document in descending order costs no more than one in order")
    func descending() {
        let names = (0..<300_000).map { String(999_999 - $0) }
        let document = Document(names.map { Document.Field(name: $0, value: .boolean(true)) })
        #expect(document.count == names.count && document.fields.first?.name == names.last)
    }
}
