import Storage

/// One condition of a ``SessionFilter`` that an index serves.
enum SessionEquality {
    case text(column: String, value: String)
    case number(column: String, value: Int64)

    /// Those of a filter, the one first that is likely to let the fewest sessions through.
    static func all(_ filter: SessionFilter) -> [SessionEquality] {
        [
            filter.sourceIP.map { .text(column: "source_ip", value: $0) },
            filter.sourcePort.map { .number(column: "source_port", value: $0) },
            filter.destinationIP.map { .text(column: "destination_ip", value: $0) },
            filter.destinationPort.map { .number(column: "destination_port", value: $0) },
            filter.ident.map { .text(column: "s.ident", value: $0) },
            filter.honeypot.map { .text(column: "lower(honeypot)", value: folded($0)) },
            filter.protocol.map { .text(column: "protocol", value: $0) },
        ].compactMap { $0 }
    }

    func add(to conditions: inout Conditions) {
        switch self {
        case .text(let column, let value): conditions.add(column, equals: value)
        case .number(let column, let value): conditions.add("\(column) = $", .int(value))
        }
    }

    /// ASCII letters in lower case, as `lower` does it in the collation of the column.
    private static func folded(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
