@testable import StoragePostgres

/// Looks for joins that a database which shards could not do on one node (design decision 18): each sharded table of a join
/// must be tied by its column of distribution to that of another table of its group.
struct JoinLint {
    /// What is wrong with a statement; empty when nothing is.
    static func findings(in statement: String) -> [String] {
        let flat = statement.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return Scope.all(in: flat).flatMap { JoinLint(scope: $0).findings }
    }

    /// Sharded tables that a statement names.
    static func tables(in statement: String) -> Set<String> {
        let flat = statement.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return Set(Scope.all(in: flat).flatMap { JoinLint(scope: $0).references.map(\.table) })
    }

    private struct Reference {
        var table: String
        var alias: String
        var column: String
        var group: String
    }

    private let scope: Scope

    private init(scope: Scope) { self.scope = scope }

    /// `FROM table alias`, and so on; a partition counts as its table.
    private var references: [Reference] {
        scope.textWithoutBrackets.matches(of: /(?:\b(?:FROM|JOIN|USING|UPDATE|INTO)|,) (?:ONLY )?(\w+?)(_\d{8})?\b(?: AS)?(?: (\w+))?/)
            .compactMap {
                match in
                let table = String(match.1)
                guard case .sharded(let column, let group) = Distribution.tables[table] else { return nil }
                let name = table + String(match.2 ?? "")
                let alias = match.3.map(String.init).flatMap { JoinLint.keywords.contains($0) ? nil : $0 }
                // A comma stands before a table only where an alias follows; else it is one of a list of columns.
                guard !match.0.hasPrefix(",") || alias != nil else { return nil }
                return Reference(table: table, alias: alias ?? name, column: column, group: group)
            }
    }

    private static let keywords: Set<String> = [
        "WHERE", "ON", "SET", "LEFT", "JOIN", "ORDER", "GROUP", "LIMIT", "USING", "FROM", "SELECT", "VALUES", "RETURNING", "UNION",
        "CROSS", "INNER", "FOR", "NATURAL", "FULL", "RIGHT", "HAVING", "WINDOW", "OFFSET", "DEFAULT",
    ]

    private var findings: [String] {
        let references = references
        guard references.count + scope.derived > 1 || scope.isCorrelated else { return [] }
        return references.filter { !isTied($0, among: references) }.map {
            "\($0.table) is not tied by \($0.alias).\($0.column): \(scope.text)"
        }
    }

    /// Whether there is an equality with the column of distribution of another table of the group.
    private func isTied(_ reference: Reference, among references: [Reference]) -> Bool {
        let columns = Distribution.tables.values.compactMap { distribution in
            if case .sharded(let column, reference.group) = distribution { column } else { nil }
        }
        let own = "\(reference.alias).\(reference.column)"
        return scope.text.matches(of: /(\w+)\.(\w+) = (\w+)\.(\w+)/).contains { match in
            let sides = [("\(match.1).\(match.2)", match.4, match.3), ("\(match.3).\(match.4)", match.2, match.1)]
            return sides.contains { side, column, alias in
                let isOfTheGroup = references.first { $0.alias == alias }.map { $0.group == reference.group } ?? true
                return side == own && alias != reference.alias && isOfTheGroup && columns.contains(String(column))
            }
        }
    }
}

/// A query of a statement without the queries inside it.
private struct Scope {
    var text: String
    /// Whether it is the query of an `EXISTS` or an `IN`, which is a join with the query around it.
    var isCorrelated = false
    /// Queries in its `FROM` that read a sharded table.
    var derived = 0

    /// What stands outside of brackets: lists of columns and arguments name no tables.
    var textWithoutBrackets: String {
        var text = text
        while let brackets = text.firstMatch(of: /\([^()]*\)/) { text.replaceSubrange(brackets.range, with: "") }
        return text
    }

    /// The statement and all queries in it.
    static func all(in statement: String) -> [Scope] {
        var found: [Scope] = []
        var open: [Scope?] = [Scope(text: "")]
        var rest = statement[...]
        while let character = rest.first {
            if character == "(" {
                let isQuery = rest.hasPrefix("(SELECT ")
                let before = open.last { $0 != nil }??.text ?? ""
                let isJoin = before.hasSuffix("EXISTS ") || before.hasSuffix(" IN ") || before.hasSuffix("= ANY ")
                open.append(isQuery ? Scope(text: "", isCorrelated: isJoin) : nil)
                if !isQuery { append("(", to: &open) }
            } else if character == ")", open.count > 1 {
                guard var closed = open.removeLast() else {
                    append(")", to: &open)
                    rest.removeFirst()
                    continue
                }
                let place = open.lastIndex { $0 != nil } ?? 0
                let outer = open[place]?.text ?? ""
                // `a.x IN (SELECT b.y FROM …)` is a join by an equality.
                if let left = outer.firstMatch(of: /(\w+\.\w+) (?:IN|= ANY) $/),
                    let right = closed.text.firstMatch(of: /^SELECT (\w+\.\w+) FROM/)
                {
                    closed.text += " AND \(left.1) = \(right.1)"
                }
                found.append(closed)
                let isSource = outer.hasSuffix("FROM ") || outer.hasSuffix("JOIN ") || outer.hasSuffix(", ") && outer.contains(" FROM ")
                if isSource, !JoinLint.tables(in: closed.text).isEmpty { open[place]?.derived += 1 }
                append("(query)", to: &open)
            } else {
                append(String(character), to: &open)
            }
            rest.removeFirst()
        }
        return found + open.compactMap { $0 }
    }

    private static func append(_ text: String, to open: inout [Scope?]) {
        guard let place = open.lastIndex(where: { $0 != nil }) else { return }
        open[place]?.text += text
    }
}
