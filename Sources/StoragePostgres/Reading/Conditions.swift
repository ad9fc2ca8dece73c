/// A `WHERE` that is put together, with its parameters.
struct Conditions {
    private(set) var parameters: [Parameter] = []
    private var texts: [String] = []

    /// Adds a condition in which `$` stands for the parameter.
    mutating func add(_ text: String, _ parameter: Parameter) {
        parameters.append(parameter)
        texts.append(text.replacing("$", with: "$\(parameters.count)"))
    }

    /// Adds a condition without a parameter.
    mutating func add(_ text: String) {
        texts.append(text)
    }

    /// Equality with a text whose first 200 characters are indexed. They say it all of a text that is shorter, even where
    /// ``BinaryFormat`` stores two characters for one; a second condition would make the planner expect far too few rows.
    mutating func add(_ column: String, equals text: String) {
        let whole = text.utf8.count < 100 ? "" : " AND \(column) = $"
        add("left(\(column), 200) = left($, 200)\(whole)", .text(text))
    }

    /// Takes the conditions so far out, joined; their parameters stay.
    mutating func take() -> String {
        defer { texts.removeAll() }
        return texts.joined(separator: " AND ")
    }

    /// A parameter outside of the conditions; gives its name.
    mutating func parameter(_ parameter: Parameter) -> String {
        parameters.append(parameter)
        return "$\(parameters.count)"
    }

    /// The clause; empty without conditions.
    var clause: String { texts.isEmpty ? "" : "WHERE " + texts.joined(separator: " AND ") }
}
