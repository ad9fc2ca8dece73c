/// Whether the file of a picture goes on to its end. Decoders that show a picture while it loads fill the rest of a cut one with
/// nothing and call it a success.
enum PictureEnding {
    /// A PNG: its chunks lead to the last one.
    static func isWholePNG(_ bytes: [UInt8]) -> Bool {
        var position = 8
        // Length, type, content, checksum.
        while position + 12 <= bytes.count {
            let length = number(bytes[position..<(position + 4)])
            if bytes[(position + 4)..<(position + 8)].elementsEqual("IEND".utf8) { return true }
            guard length <= bytes.count else { return false }
            position += length + 12
        }
        return false
    }

    /// A JPEG: its segments and scans lead to the mark of the end.
    static func isWholeJPEG(_ bytes: [UInt8]) -> Bool {
        var position = 2
        while let mark = bytes[min(position, bytes.count)...].firstIndex(of: 0xFF), mark + 1 < bytes.count {
            switch bytes[mark + 1] {
            case 0xD9: return true
            // Inside of a scan: a byte of data, a restart, filling.
            case 0x00, 0x01, 0xD0...0xD8: position = mark + 2
            case 0xFF: position = mark + 1
            default:
                guard mark + 4 <= bytes.count else { return false }
                position = mark + 2 + max(2, number(bytes[(mark + 2)..<(mark + 4)]))
            }
        }
        return false
    }

    /// A BMP: there is room for all rows, unless they are packed.
    static func isWholeBMP(_ bytes: [UInt8]) -> Bool {
        func field(_ offset: Int, _ size: Int) -> Int {
            offset + size <= bytes.count ? number(bytes[offset..<(offset + size)].reversed()) : 0
        }
        let isOld = field(14, 4) == 12
        let width = isOld ? field(18, 2) : field(18, 4)
        let height = isOld ? field(20, 2) : Int(Int32(truncatingIfNeeded: field(22, 4)).magnitude)
        let depth = isOld ? field(24, 2) : field(28, 2)
        let packings = 1...2
        if !isOld, packings.contains(field(30, 4)) { return bytes.count > field(10, 4) }
        // Rows are filled up to multiples of 32 bits; none of the factors has more than 32 bits.
        let rows = ((width * depth + 31) / 32 * 4).multipliedReportingOverflow(by: height)
        let end = rows.partialValue.addingReportingOverflow(field(10, 4))
        return !rows.overflow && !end.overflow && end.partialValue <= bytes.count
    }

    /// A WebP: it is as long as it says.
    static func isWholeWebP(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 12 && number(bytes[4..<8].reversed()) + 8 <= bytes.count
    }

    /// A number of up to four bytes, the highest first.
    private static func number(_ bytes: some Sequence<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
