import Documents
import Model
import Testing

@testable import Intelligence

/// Every field of every type of the table, named by key and by attribute: its criteria are read as its kind.
@Suite struct TypeFieldTests {
    private struct Leaf {
        let keys: [String]
        let attributes: [String]
        let kind: ObjectField.Kind
        /// Wraps a value in the documents and lists above it.
        let wrap: (DocumentValue) -> DocumentValue
    }

    private static let id = "55d2f9a1c2b4e60d1c8e4f10"
    private static let uuid = "6b1d2f3a-0000-4000-8000-0123456789ab"

    private func leaves(_ fields: [ObjectField], below parent: Leaf?) -> [Leaf] {
        fields.flatMap { field -> [Leaf] in
            let leaf = Leaf(
                keys: (parent?.keys ?? []) + [field.key], attributes: (parent?.attributes ?? []) + [field.attribute], kind: field.kind,
                wrap: { value in
                    let document = DocumentValue.document([field.key: value])
                    guard let parent else { return document }
                    if case .shapes = parent.kind { return parent.wrap(.list([document])) }
                    return parent.wrap(document)
                })
            switch field.kind {
            case .shape(let inner), .shapes(let inner): return leaves(inner, below: leaf)
            default: return [leaf]
            }
        }
    }

    /// A value of a kind, with texts of criteria and whether they find it; nil for what has no single value.
    private func examples(_ kind: ObjectField.Kind) -> (value: DocumentValue, texts: [(String, Bool)])? {
        switch kind {
        case .string: ("Some text", [("Some text", true), ("\"Some text\"", true), ("some text", false), ("Some", false)])
        case .strings:
            (.list(["first", "Some text"]), [("Some text", true), ("first", true), ("Some", false), ("first,Some text", false)])
        case .integer: (17, [("17", true), ("+17", true), ("18", false), ("x", false), ("\"17\"", false)])
        case .double: (.double(2.5), [("2.5", true), ("2.50", true), ("2", false), ("nan", false)])
        case .boolean: (true, [("true", true), ("1", true), ("False", false), ("yes", false)])
        case .date:
            (
                .date(Timestamp(microseconds: 1_422_662_400_000_000)),
                [("2015-01-31", true), ("Jan 31 2015", true), ("2015-01-30", false), ("junk", false)]
            )
        case .uuid: (.string(TypeFieldTests.uuid), [(TypeFieldTests.uuid.uppercased(), true), ("6b1d2f3a", false)])
        case .reference, .file: (.string(TypeFieldTests.id), [(TypeFieldTests.id.uppercased(), true), ("55d2f9a1c2b4e60d1c8e4f11", false)])
        case .shape, .shapes, .anything: nil
        }
    }

    private func matches(_ name: String, _ text: String, _ type: ObjectType, _ document: Document) throws -> Bool {
        try Criteria([(name: "c-" + name, value: text)], type: type).filter.matches(document)
    }

    @Test(arguments: ObjectTypes.all.map(\.name))
    func criteriaAreReadAsTheFieldsKind(_ typeName: String) throws {
        let type = try #require(ObjectTypes.named(typeName))
        let leaves = leaves(type.fields, below: nil)
        #expect(!leaves.isEmpty)
        for leaf in leaves {
            guard let (value, texts) = examples(leaf.kind) else { continue }
            let document = try #require(leaf.wrap(value).document)
            let key = leaf.keys.joined(separator: ".")
            // Where one field's key is another's attribute name, the key is meant.
            let isAmbiguous = leaf.keys.count == 1 && type.fields.contains { $0.key == leaf.attributes[0] && $0.key != leaf.keys[0] }
            for name in Set([key] + (isAmbiguous ? [] : [leaf.attributes.joined(separator: ".")])) {
                for (text, isRight) in texts {
                    #expect(try matches(name, text, type, document) == isRight, "\(typeName) c-\(name)=\(text)")
                    guard isRight else { continue }
                    #expect(try matches(name + "__eq", text, type, document), "\(typeName) \(name)")
                    #expect(try !matches(name + "__ne", text, type, document), "\(typeName) \(name)")
                    #expect(try matches(name + "__in", "zzz," + text, type, document), "\(typeName) \(name)")
                    #expect(try !matches(name + "__nin", text + ",zzz", type, document), "\(typeName) \(name)")
                    #expect(try matches(name + "__exists", "1", type, document), "\(typeName) \(name)")
                }
                #expect(try !matches(name, "Some text", type, [:]) && !matches(name + "__exists", "1", type, [:]), "\(typeName) \(name)")
            }
        }
    }
}
