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

    /// Equality with a text whose first 200 characters are indexed.
    mutating func add(_ column: String, equals text: String) {
        add("left(\(column), 200) = left($, 200) AND \(column) = $", .text(text))
    }

    /// A parameter outside of the conditions; gives its name.
    mutating func parameter(_ parameter: Parameter) -> String {
        parameters.append(parameter)
        return "$\(parameters.count)"
    }

    /// The clause; empty without conditions.
    var clause: String { texts.isEmpty ? "" : "WHERE " + texts.joined(separator: " AND ") }
}
