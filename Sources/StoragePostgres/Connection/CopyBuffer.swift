/// Rows for `COPY … FROM STDIN (FORMAT binary)`. Each column is written in turn by the call of its type.
struct CopyBuffer {
    private(set) var bytes: [UInt8] = []
    private(set) var rows = 0

    private static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)

    mutating func beginRow(columns: Int16) {
        if rows == 0 { bytes += CopyBuffer.header }
        BinaryFormat.append(columns, to: &bytes)
        rows += 1
    }

    /// A `bigint`.
    mutating func long(_ value: Int64?) {
        BinaryFormat.field(value, to: &bytes) { BinaryFormat.append($0, to: &$1) }
    }

    /// An `integer`.
    mutating func int(_ value: (some BinaryInteger)?) {
        BinaryFormat.field(value, to: &bytes) { BinaryFormat.append(Int32(clamping: $0), to: &$1) }
    }

    mutating func text(_ value: String?) {
        BinaryFormat.field(value, to: &bytes) { BinaryFormat.append($0, to: &$1) }
    }

    mutating func bytes(_ value: some Collection<UInt8>) {
        BinaryFormat.field(value, to: &bytes) { $1.append(contentsOf: $0) }
    }

    /// A `bytea` or NULL.
    mutating func optionalBytes(_ value: [UInt8]?) {
        BinaryFormat.field(value, to: &bytes) { $1 += $0 }
    }

    /// A `bigint[]`.
    mutating func longs(_ values: [Int64]?) {
        BinaryFormat.field(values, to: &bytes) { values, bytes in
            BinaryFormat.array(values, of: 20, to: &bytes) { BinaryFormat.append($0, to: &$1) }
        }
    }

    /// Ends the data; the last thing before they are sent.
    mutating func finish() {
        BinaryFormat.append(Int16(-1), to: &bytes)
    }
}
