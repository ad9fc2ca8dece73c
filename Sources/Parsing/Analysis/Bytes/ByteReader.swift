/// Reads numbers and pieces of hostile bytes: what lies outside of them is nil or empty, never a trap. Offsets count from the
/// first of its bytes.
///
/// Numbers of up to 32 bits come as `Int`, so that sums of a few of them can't overflow.
struct ByteReader: Sendable {
    /// Which byte of a number comes first.
    enum Order: Sendable {
        case little
        case big
    }

    /// All that is read.
    let bytes: ArraySlice<UInt8>
    /// Of all numbers that are read.
    var order: Order

    /// A reader of a whole content.
    init(_ bytes: [UInt8], _ order: Order = .little) {
        self.init(bytes[...], order)
    }

    /// A reader of a piece.
    init(_ bytes: ArraySlice<UInt8>, _ order: Order = .little) {
        self.bytes = bytes
        self.order = order
    }

    /// Number of bytes.
    var count: Int { bytes.count }

    /// Just that many bytes.
    func slice(_ offset: Int, _ length: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
        let start = bytes.startIndex + offset
        return bytes[start..<start + length]
    }

    /// That many bytes, or as many of them as there are.
    func slice(_ offset: Int, upTo length: Int) -> ArraySlice<UInt8> {
        guard offset >= 0, length > 0, offset < count else { return [] }
        let start = bytes.startIndex + offset
        return bytes[start..<start + min(length, count - offset)]
    }

    /// A reader of a piece, which may be shorter than asked for.
    func reader(_ offset: Int, upTo length: Int) -> ByteReader { ByteReader(slice(offset, upTo: length), order) }

    /// One byte.
    func u8(_ offset: Int) -> Int? {
        guard offset >= 0, offset < count else { return nil }
        return Int(bytes[bytes.startIndex + offset])
    }

    /// A number of two bytes.
    func u16(_ offset: Int) -> Int? { number(offset, 2).map { Int($0) } }

    /// A number of four bytes.
    func u32(_ offset: Int) -> Int? { number(offset, 4).map { Int($0) } }

    /// A number of eight bytes.
    func u64(_ offset: Int) -> UInt64? { number(offset, 8) }

    /// A length or place of eight bytes; nil also where it is so large that a sum could overflow.
    func place64(_ offset: Int) -> Int? {
        guard let number = u64(offset), number < 1 << 60 else { return nil }
        return Int(number)
    }

    private func number(_ offset: Int, _ width: Int) -> UInt64? {
        guard let piece = slice(offset, width) else { return nil }
        switch order {
        case .little: return piece.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        case .big: return piece.reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// The bytes up to a zero, which has to come within the limit or at the end of all bytes; nil outside of them.
    func string(_ offset: Int, limit: Int = 4_096) -> ArraySlice<UInt8>? {
        guard offset >= 0, offset < count else { return nil }
        let piece = slice(offset, upTo: limit)
        return piece.prefix { $0 != 0 }
    }

    /// Whether these bytes stand there.
    func starts(with prefix: [UInt8], at offset: Int = 0) -> Bool {
        slice(offset, prefix.count).map { $0.elementsEqual(prefix) } ?? false
    }

    /// Where bytes are found first from an offset on.
    func firstOffset(of pattern: [UInt8], from offset: Int = 0, before end: Int = .max) -> Int? {
        guard !pattern.isEmpty, offset >= 0 else { return nil }
        let last = min(end, count) - pattern.count
        guard offset <= last else { return nil }
        return bytes.withUnsafeBufferPointer { buffer in
            for position in offset...last where buffer[position] == pattern[0] {
                var length = 1
                while length < pattern.count, buffer[position + length] == pattern[length] { length += 1 }
                if length == pattern.count { return position }
            }
            return nil
        }
    }
}
