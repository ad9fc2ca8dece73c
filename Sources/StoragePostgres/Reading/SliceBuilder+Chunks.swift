import Storage

/// A slice is read in chunks, each a statement of its own that goes on after the last row of the one before. The first chunk
/// is small, the others as large as the average row leaves room for, so that no answer of the server is much larger than a
/// slice may be.
extension SliceBuilder {
    private static var firstChunk: Int { 64 }
    private static var largestChunk: Int { 1_001 }

    /// Rows to ask for next: those still wanted, and one to know whether the list goes on.
    var chunk: Int {
        guard !items.isEmpty else { return min(wanted, SliceBuilder.firstChunk) }
        let average = max(1, bytes / items.count)
        return max(1, min(wanted, (Page.maximumBytes - bytes) / average + 1, SliceBuilder.largestChunk))
    }
}
