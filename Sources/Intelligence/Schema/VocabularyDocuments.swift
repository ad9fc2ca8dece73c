public import Documents
import Model

/// The documents of the `vocab` resource (crits-api.md 12).
public enum VocabularyDocuments {
    /// All categories, in their order.
    public static let all: [Document] = Vocabulary.categories.map(document)

    /// One category; nil for an unknown name.
    public static func category(_ name: String) -> Document? {
        Vocabulary.categories.first { $0.name == name }.map(document)
    }

    private static func document(_ category: Vocabulary.Category) -> Document {
        ["category": .string(category.name), "resource_uri": "", "values": .strings(category.values)]
    }
}
