internal import Model
internal import Storage

/// The rows of a list over all segments, in order of their keys.
///
/// Segments of one retention class follow each other. Those of different classes overlap, so each class has a lane, and the
/// next row is the one that comes first of all lanes.
struct SegmentRows {
    /// A segment and the keys that are wanted of it.
    struct Part {
        let segment: Segment
        let keys: ClosedRange<Int64>
    }

    /// A row: the statement stands on it, and its key is in the first column.
    struct Row {
        let segment: Segment
        let key: Int64
        let columns: PreparedStatement
    }

    private struct Lane {
        var parts: ArraySlice<Part>
        var current: Row?
    }

    private var lanes: [Lane] = []
    /// The lane whose row was given last.
    private var given: Int?
    private let order: ReceiptOrder
    private let open: (Part) throws -> PreparedStatement

    /// - Parameters:
    ///   - parts: in order within each class.
    ///   - open: binds a statement that reads the part, the key in its first column.
    init(_ parts: [Part], order: ReceiptOrder, open: @escaping (Part) throws -> PreparedStatement) throws {
        self.order = order
        self.open = open
        for lane in parts.chunks(by: \.segment.retentionClass) { lanes.append(Lane(parts: lane)) }
        for lane in lanes.indices { try advance(lane) }
    }

    /// The next row; good until the one after it is asked for.
    mutating func next() throws -> Row? {
        if let given { try advance(given) }
        var best: Row?
        for lane in lanes.indices {
            guard let row = lanes[lane].current else { continue }
            if let best, order == .newestFirst ? row.key < best.key : row.key > best.key { continue }
            best = row
            given = lane
        }
        return best
    }

    private mutating func advance(_ lane: Int) throws {
        var columns = lanes[lane].current?.columns
        var segment = lanes[lane].current?.segment
        lanes[lane].current = nil
        while true {
            if let columns, let segment {
                if try columns.step() {
                    lanes[lane].current = Row(segment: segment, key: columns.int64(0), columns: columns)
                    return
                }
                columns.reset()
            }
            guard let part = lanes[lane].parts.popFirst() else { return }
            segment = part.segment
            columns = try open(part)
        }
    }

    /// Lets go of the statements; they must not stay open after the slice.
    func close() {
        for lane in lanes { lane.current?.columns.reset() }
    }
}

extension Array {
    /// Neighbours that agree in a value, together.
    fileprivate func chunks(by value: (Element) -> some Equatable) -> [ArraySlice<Element>] {
        var chunks: [ArraySlice<Element>] = []
        var start = startIndex
        for index in indices where index > start && value(self[index]) != value(self[index - 1]) {
            chunks.append(self[start..<index])
            start = index
        }
        if start < endIndex { chunks.append(self[start...]) }
        return chunks
    }
}
