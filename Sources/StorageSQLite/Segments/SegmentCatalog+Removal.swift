extension SegmentCatalog {
    /// The segments in which every message was received before a second.
    func segments(receivedBefore seconds: Int64) -> [Segment] {
        segments.filter { segment in
            guard segment.rows > 0, segment.receiptLag.low <= segment.receiptLag.high else { return false }
            // The latest receipt that a key of the segment can stand for.
            return Int64(segment.lastSeconds) &- segment.receiptLag.low < seconds
        }
    }
}
