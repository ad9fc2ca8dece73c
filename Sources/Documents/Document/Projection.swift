/// Which fields of a document a reader asked for: `only` and `exclude` (crits-api.md 5).
public struct Projection: Sendable {
    /// Names from the top, each with what is chosen below it; an empty tree is the whole field.
    private struct Tree: Sendable {
        var branches: [String: Tree] = [:]

        var isWhole: Bool { branches.isEmpty }

        init() {}

        init(_ paths: [[String]]) {
            for path in paths where !path.isEmpty && path.count <= DocumentPath.maximumComponents { insert(path[...]) }
        }

        /// Of a field named as a whole and by a part of it, the whole counts.
        private mutating func insert(_ path: ArraySlice<String>) {
            guard let name = path.first else { return branches = [:] }
            let known = branches[name]
            if let known, known.isWhole { return }
            var tree = known ?? Tree()
            tree.insert(path.dropFirst())
            branches[name] = tree
        }
    }

    private let chosen: Tree?
    private let excluded: Tree
    private let required: Set<String>
    private let isEverything: Bool

    /// Every field.
    public static let everything = Projection(only: nil, exclude: [], required: [])

    /// A projection.
    ///
    /// - Parameters:
    ///   - only: Paths of database names; nil for all fields.
    ///   - exclude: Paths of what is left out.
    ///   - required: Top-level names that stay in any case; `_id` and `schema_version` always do.
    public init(only: [[String]]?, exclude: [[String]], required: [String]) {
        chosen = only.map { Tree($0) }
        self.required = Set(required + ["_id", "schema_version"])
        excluded = Tree(exclude)
        isEverything = only == nil && exclude.isEmpty
    }

    /// Whether `only` names this top-level field.
    public func names(_ field: String) -> Bool { chosen?.branches[field] != nil }

    /// Whether documents have this top-level field, or a part of it, when they do in the store.
    public func keeps(_ field: String) -> Bool {
        if required.contains(field) { return true }
        if let chosen, chosen.branches[field] == nil { return false }
        guard let tree = excluded.branches[field] else { return true }
        return !tree.isWhole
    }

    /// The document with what was asked for.
    public func apply(to document: Document) -> Document {
        if isEverything { return document }
        var fields: [Document.Field] = []
        for field in document.fields where keeps(field.name) {
            var value: DocumentValue? = field.value
            if let tree = chosen?.branches[field.name], !tree.isWhole { value = Projection.part(field.value, tree) }
            if let tree = excluded.branches[field.name], !tree.isWhole { value = value.map { Projection.rest($0, without: tree) } }
            if let value { fields.append(Document.Field(name: field.name, value: value)) }
        }
        return Document(fields)
    }

    /// What a tree chooses of a value: of lists their sub-documents, of scalars nothing.
    private static func part(_ value: DocumentValue, _ tree: Tree) -> DocumentValue? {
        if tree.isWhole { return value }
        switch value {
        case .list(let elements): return .list(elements.compactMap { part($0, tree) })
        case .document(let document):
            return .document(
                Document(
                    document.fields.compactMap { field in
                        guard let branch = tree.branches[field.name], let value = part(field.value, branch) else { return nil }
                        return Document.Field(name: field.name, value: value)
                    }))
        case .string, .integer, .double, .boolean, .date: return nil
        }
    }

    private static func rest(_ value: DocumentValue, without tree: Tree) -> DocumentValue {
        switch value {
        case .list(let elements): return .list(elements.map { rest($0, without: tree) })
        case .document(let document):
            return .document(
                Document(
                    document.fields.compactMap { field in
                        guard let branch = tree.branches[field.name] else { return field }
                        return branch.isWhole ? nil : Document.Field(name: field.name, value: rest(field.value, without: branch))
                    }))
        case .string, .integer, .double, .boolean, .date: return value
        }
    }
}
