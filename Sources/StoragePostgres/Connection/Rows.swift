import CLibPQ

/// The answer to a statement, all of it in memory; it is freed with this object.
final class Rows {
    private let result: OpaquePointer?
    /// Number of rows.
    let count: Int

    /// Takes over the result.
    init(_ result: OpaquePointer?) {
        self.result = result
        count = Int(PQntuples(result))
    }

    deinit { PQclear(result) }

    /// Rows that the statement changed.
    var changes: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }

    var isEmpty: Bool { count == 0 }

    subscript(index: Int) -> Row { Row(rows: self, index: Int32(clamping: index)) }

    var first: Row? { isEmpty ? nil : self[0] }

    var last: Row? { isEmpty ? nil : self[count - 1] }

    fileprivate func isNull(_ row: Int32, _ column: Int32) -> Bool { PQgetisnull(result, row, column) == 1 }

    fileprivate func field(_ row: Int32, _ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = PQgetvalue(result, row, column).map { UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self) }
        return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(PQgetlength(result, row, column)))
    }
}

extension Rows: Sequence {
    func makeIterator() -> some IteratorProtocol<Row> {
        (0..<count).lazy.map { self[$0] }.makeIterator()
    }
}

/// One row; columns count from 0.
struct Row {
    fileprivate let rows: Rows
    fileprivate let index: Int32

    func isNull(_ column: Int32) -> Bool { rows.isNull(index, column) }

    func int64(_ column: Int32) -> Int64 { BinaryFormat.integer(rows.field(index, column)) }

    func int(_ column: Int32) -> Int { Int(int64(column)) }

    func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }

    func flag(_ column: Int32) -> Bool { rows.field(index, column).first == 1 }

    func string(_ column: Int32) -> String { BinaryFormat.text(rows.field(index, column)) }

    func optionalString(_ column: Int32) -> String? { isNull(column) ? nil : string(column) }

    func bytes(_ column: Int32) -> [UInt8] { [UInt8](rows.field(index, column)) }

    func optionalBytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

    /// The bytes as the server sent them; they live as long as the rows.
    func field(_ column: Int32) -> UnsafeBufferPointer<UInt8> { rows.field(index, column) }
}
