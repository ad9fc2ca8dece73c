/// The query parameters of a search by what they are for (crits-api.md 4.1).
struct SearchParameters {
    private let parameters: [(name: String, value: String)]

    /// - Parameter parameters: In the order of the request.
    init(_ parameters: [(name: String, value: String)]) {
        self.parameters = parameters.map { ($0.name, SearchText.trimmed($0.value)) }
    }

    /// Never criteria, and never taken for a forgotten `c-`.
    private static let control: Set<String> = [
        "username", "api_key", "format", "limit", "offset", "order_by", "sort", "only", "exclude", "or", "regex", "file",
        "file_format", "callback", "fullschema", "cursor",
    ]

    /// The names behind `c-` with their values; of a parameter given twice the last.
    var criteria: [(name: String, value: String)] {
        // By bytes: equality of strings would take canonically equivalent names for one.
        var seen = Set<[UInt8]>()
        var kept: [(name: String, value: String)] = []
        for (name, value) in parameters.reversed() where name.utf8.starts(with: "c-".utf8) {
            if seen.insert(Array(name.utf8)).inserted { kept.append((String(Substring(name.utf8.dropFirst(2))), value)) }
        }
        return kept.reversed()
    }

    /// Names that are neither criteria nor control parameters.
    var others: [String] {
        parameters.map(\.name).filter { !$0.utf8.starts(with: "c-".utf8) && !SearchParameters.control.contains($0) }
    }

    /// The last value of a parameter, trimmed; nil when it is not given.
    func last(_ name: String) -> String? { parameters.last { $0.name == name }?.value }

    /// All its values in order.
    func all(_ name: String) -> [String] { parameters.filter { $0.name == name }.map(\.value) }

    /// A name up to its first `__`.
    static func beforeOperator(_ name: String) -> String {
        let bytes = Array(name.utf8)
        for position in bytes.indices.dropLast() where bytes[position] == 0x5F && bytes[position + 1] == 0x5F {
            return String(decoding: bytes[..<position], as: UTF8.self)
        }
        return name
    }
}
