extension String {
    /// Below 0, 0 or above 0, as the UTF-8 bytes come before, are the same as, or come after those of another text.
    ///
    /// `String`'s own operators take canonically equivalent texts for the same; documents never do (crits-api.md 4.8).
    public func comparedByBytes(to other: String) -> Int {
        let order = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in String.compare(left, right) }
        }
        if let order, let order { return order }
        if utf8.elementsEqual(other.utf8) { return 0 }
        return utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
    }

    /// Whether both have the same UTF-8 bytes.
    public func equalsByBytes(_ other: String) -> Bool {
        utf8.count == other.utf8.count && comparedByBytes(to: other) == 0
    }

    /// Whether the UTF-8 bytes come before those of another text.
    public func precedesByBytes(_ other: String) -> Bool { comparedByBytes(to: other) < 0 }

    private static func compare(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        let shared = Swift.min(left.count, right.count)
        var position = 0
        while position < shared {
            if left[position] != right[position] { return left[position] < right[position] ? -1 : 1 }
            position &+= 1
        }
        return left.count == right.count ? 0 : left.count < right.count ? -1 : 1
    }
}
