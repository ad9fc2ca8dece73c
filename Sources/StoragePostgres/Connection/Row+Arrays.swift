extension Row {
    /// The elements of a `text[]`.
    func strings(_ column: Int32) -> [String] {
        elements(column) { BinaryFormat.text($0) }
    }

    /// The elements of a `bytea[]`.
    func blobs(_ column: Int32) -> [[UInt8]] {
        elements(column) { [UInt8]($0) }
    }

    /// The binary form of an array: dimensions, flag, type, then of each dimension its length and first index, then the
    /// elements, each after its length.
    private func elements<Value>(_ column: Int32, _ read: (UnsafeBufferPointer<UInt8>) -> Value) -> [Value] {
        let bytes = field(column)
        var place = 20
        var found: [Value] = []
        while place + 4 <= bytes.count {
            let length = Int(BinaryFormat.integer(UnsafeBufferPointer(rebasing: bytes[place..<place + 4])))
            place += 4
            guard length >= 0, place + length <= bytes.count else { break }
            found.append(read(UnsafeBufferPointer(rebasing: bytes[place..<place + length])))
            place += length
        }
        return found
    }
}
