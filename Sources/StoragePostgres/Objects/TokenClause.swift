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

    /// A parameter for `LIKE` and a text.
    mutating func parameter(containing text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        parameters.append(.text("%\(escaped)%"))
        return "$\(parameters.count)"
    }

    /// Single tokens are put together into one array.
    private mutating func join(_ parts: [TokenCondition], _ test: String, _ word: String) -> String {
        var tokens: [UInt64] = []
        var clauses: [String] = []
        for part in parts { if case .has(let token) = part { tokens.append(token) } else { clauses.append("(" + sql(part) + ")") } }
        if !tokens.isEmpty { clauses.append("o.tokens \(test) " + array(tokens)) }
        return "(" + clauses.joined(separator: " \(word) ") + ")"
    }

    private mutating func array(_ tokens: [UInt64]) -> String {
        parameters.append(.ints(tokens.map { Int64(bitPattern: $0) }))
        return "$\(parameters.count)"
    }
}
