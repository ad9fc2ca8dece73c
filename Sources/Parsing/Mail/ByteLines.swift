/// The lines of bytes as ranges of positions, each with its line end.
struct ByteLines: Sequence, IteratorProtocol {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    mutating func next() -> Range<Int>? {
        guard position < bytes.endIndex else { return nil }
        let start = position
        position = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.endIndex
        return start..<position
    }
}

extension ArraySlice<UInt8> {
    /// Without line end and white space before it.
    var trimmedLine: ArraySlice<UInt8> {
        let end = lastIndex { ![0x20, 0x09, 0x0D, 0x0A].contains($0) }.map { $0 + 1 } ?? startIndex
        return self[..<end]
    }

    /// Where bytes occur first.
    func firstRange(equalTo wanted: [UInt8]) -> Range<Int>? {
        guard let first = wanted.first else { return nil }
        var start = startIndex
        while let position = self[start...].firstIndex(of: first), position + wanted.count <= endIndex {
            if self[position..<(position + wanted.count)].elementsEqual(wanted) { return position..<(position + wanted.count) }
            start = position + 1
        }
        return nil
    }
}
