import Documents
import Yams

/// Reads a mail given as a mapping of YAML (crits-resources-1.md 9.7): plain data, every scalar as its text.
struct YAMLMailReader {
    /// Nodes that may come out once aliases are followed, and how deep they may lie.
    private static let maximumNodes = 10_000
    private static let maximumDepth = 16
    private static let problem = ParsingError("Cannot read YAML.")

    /// Tags of plain data.
    private static let plainTags: Set<String> = Set(
        ["str", "int", "float", "bool", "null", "timestamp", "seq", "map"].map { "tag:yaml.org,2002:" + $0 })

    /// The mail; throws for what is no mapping, has tags of objects or grows too large.
    func mail(of bytes: [UInt8]) throws(ParsingError) -> Mail {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw YAMLMailReader.problem }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text, .basic)
        } catch {
            throw YAMLMailReader.problem
        }
        guard let node, node.mapping != nil else { throw YAMLMailReader.problem }
        var budget = YAMLMailReader.maximumNodes
        guard case .document(var fields) = try value(node, depth: 0, budget: &budget) else { throw YAMLMailReader.problem }
        for name in ["to", "cc"] {
            if case .string? = fields[name], let single = fields[name] { fields[name] = .list([single]) }
        }
        var mail = Mail()
        mail.fields = fields
        return mail
    }

    /// A node as a value; nil for a scalar that says nothing.
    private func value(_ node: Node, depth: Int, budget: inout Int) throws(ParsingError) -> DocumentValue? {
        budget -= 1
        guard budget >= 0, depth <= YAMLMailReader.maximumDepth else { throw YAMLMailReader.problem }
        guard YAMLMailReader.plainTags.contains(node.tag.description) else { throw YAMLMailReader.problem }
        switch node {
        case .scalar(let scalar):
            let isNothing = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return isNothing ? nil : .string(scalar.string)
        case .sequence(let sequence):
            var elements: [DocumentValue] = []
            for element in sequence {
                if let element = try value(element, depth: depth + 1, budget: &budget) { elements.append(element) }
            }
            return .list(elements)
        case .mapping(let mapping):
            var document = Document()
            for (key, element) in mapping {
                guard let key = key.scalar?.string else { throw YAMLMailReader.problem }
                let name = HeaderText.normalizedName(key)
                guard !name.isEmpty, let element = try value(element, depth: depth + 1, budget: &budget) else { continue }
                document[name] = element
            }
            return .document(document)
        case .alias: throw YAMLMailReader.problem
        }
    }
}
