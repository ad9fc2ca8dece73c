import Documents
import Storage

/// A condition on tokens as SQL over the column `tokens`, which its GIN index answers.
struct TokenClause {
    private(set) var parameters: [Parameter]

    /// Goes on after some parameters.
    init(after parameters: [Parameter]) { self.parameters = parameters }

    mutating func sql(_ condition: TokenCondition) -> String {
        switch condition {
        case .everything: return "true"
        case .nothing: return "false"
        case .has(let token): return "o.tokens @> " + array([token])
        case .not(let inner): return "NOT (" + sql(inner) + ")"
        case .and(let parts): return join(parts, "@>", "AND")
        case .or(let parts): return join(parts, "&&", "OR")
        }
    }

    // MARK: Tests of columns

    /// What the database decides of a test; nil where that is nothing. NULL passes where it is undecided, and fails otherwise.
    mutating func sql(_ test: ColumnTest, passingNull: Bool) -> String? {
        let column = "o." + TokenClause.name(test.column)
        var parts: [String] = []
        switch test.question {
        case .never: parts = ["false"]
        case .time(let comparison, let time): parts = ["\(column) \(comparison.sign) \(parameter(.int(time)))"]
        case .text(let comparison, let text):
            parts = ["\(column) \(comparison.sign) \(parameter(.text(String(decoding: text, as: UTF8.self))))"]
        case .pattern(let pattern):
            // By the index over parts of texts; the pattern itself is matched by this process.
            parts = RequiredTexts(pattern.source).texts.map { "\(column) ILIKE \(parameter(.text(TokenClause.containing($0))))" }
        }
        guard !parts.isEmpty else { return nil }
        let all = parts.joined(separator: " AND ")
        return passingNull ? "((\(all)) OR \(column) IS NULL)" : "(\(all))"
    }

    static func name(_ column: ColumnTest.Column) -> String {
        switch column {
        case .created: "created"
        case .modified: "modified"
        case .main: "main"
        }
    }

    /// An operand of `LIKE`.
    private static func containing(_ text: String) -> String {
        "%" + text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
    }

    private mutating func parameter(_ value: Parameter) -> String {
        parameters.append(value)
        return "$\(parameters.count)"
    }

    // MARK: Tokens

    /// Single tokens are put together into one array.
    private mutating func join(_ parts: [TokenCondition], _ test: String, _ word: String) -> String {
        var tokens: [UInt64] = []
        var clauses: [String] = []
        for part in parts { if case .has(let token) = part { tokens.append(token) } else { clauses.append("(" + sql(part) + ")") } }
        if !tokens.isEmpty { clauses.append("o.tokens \(test) " + array(tokens)) }
        return "(" + clauses.joined(separator: " \(word) ") + ")"
    }

    private mutating func array(_ tokens: [UInt64]) -> String {
        parameter(.ints(tokens.map { Int64(bitPattern: $0) }))
    }
}

extension Criterion.Comparison {
    fileprivate var sign: String {
        switch self {
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .less: "<"
        case .lessOrEqual: "<="
        }
    }
}
