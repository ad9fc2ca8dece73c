import Documents
import Model

/// How a message lies in a spool file: length, checksum, then key, time, ident, channel and payload.
///
/// All numbers are little-endian: u32 length of what follows the checksum, u64 checksum of it, i64 key, i64 microseconds,
/// u16 length and bytes of the ident, the same of the channel, then the payload to the end.
enum SpoolRecord {
    static let headerBytes = 12
    /// A record longer than any message can be is damage.
    static let maximumBytes = 12 * 1_048_576

    static func append(_ keyed: KeyedMessage, to output: inout [UInt8]) {
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: headerBytes))
        append(UInt64(bitPattern: keyed.key.rawValue), to: &output)
        append(UInt64(bitPattern: keyed.message.received.microseconds), to: &output)
        for text in [keyed.message.ident, keyed.message.channel] {
            let bytes = Array(text.utf8.prefix(Int(UInt16.max)))
            append(UInt16(bytes.count), to: &output)
            output.append(contentsOf: bytes)
        }
        output.append(contentsOf: keyed.message.payload)
        let body = start + headerBytes
        let sum = output.withUnsafeBytes { checksum(UnsafeRawBufferPointer(rebasing: $0[body...])) }
        var header: [UInt8] = []
        append(UInt32(truncatingIfNeeded: output.count - body), to: &header)
        append(sum, to: &header)
        output.replaceSubrange(start..<body, with: header)
    }

    private static func append(_ value: some FixedWidthInteger, to output: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { output.append(contentsOf: $0) }
    }

    /// Reads the record at an offset; nil when it is incomplete or damaged. Gives the offset after it.
    static func read(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> (KeyedMessage, next: Int)? {
        guard offset &+ headerBytes <= bytes.count else { return nil }
        let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        let sum = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset &+ 4, as: UInt64.self))
        let start = offset &+ headerBytes
        guard length >= 20, length <= maximumBytes, start &+ length <= bytes.count else { return nil }
        let body = UnsafeRawBufferPointer(rebasing: bytes[start..<start &+ length])
        guard checksum(body) == sum else { return nil }
        let key = Int64(littleEndian: body.loadUnaligned(fromByteOffset: 0, as: Int64.self))
        let time = Int64(littleEndian: body.loadUnaligned(fromByteOffset: 8, as: Int64.self))
        var position = 16
        guard let ident = text(body, &position), let channel = text(body, &position) else { return nil }
        let message = ReceivedMessage(
            ident: ident, channel: channel, payload: Array(body[position...]), received: Timestamp(microseconds: time))
        return (KeyedMessage(key: RecordKey(rawValue: key), message: message), start &+ length)
    }

    /// Whether what is left was cut off while it was being written: it is shorter than it says.
    static func isTorn(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        guard offset &+ headerBytes <= bytes.count else { return true }
        let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        return length >= 20 && length <= maximumBytes && offset &+ headerBytes &+ length > bytes.count
    }

    /// Seconds by which records of one file may lie apart.
    private static let maximumGap: UInt32 = 366 * 86_400

    /// Where the next whole record begins behind damage; nil when there is none. A record follows the last one in its key,
    /// which tells so well what may be one that checksums are rarely made in vain.
    static func next(after last: RecordKey, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var offset = start &+ 1
        while offset &+ headerBytes &+ 20 <= bytes.count {
            let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            if length >= 20, length <= maximumBytes, offset &+ headerBytes &+ length <= bytes.count {
                let raw = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset &+ headerBytes, as: Int64.self))
                let key = RecordKey(rawValue: raw)
                if raw > last.rawValue, key.node == last.node, key.seconds &- last.seconds <= maximumGap, read(bytes, at: offset) != nil {
                    return offset
                }
            }
            offset &+= 1
        }
        return nil
    }

    private static func text(_ body: UnsafeRawBufferPointer, _ position: inout Int) -> String? {
        guard position &+ 2 <= body.count else { return nil }
        let length = Int(UInt16(littleEndian: body.loadUnaligned(fromByteOffset: position, as: UInt16.self)))
        position &+= 2
        guard position &+ length <= body.count else { return nil }
        defer { position &+= length }
        return String(decoding: body[position..<position &+ length], as: UTF8.self)
    }

    /// FNV-1a over words of eight bytes, then the rest bytewise: tells a torn write, not an enemy.
    private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
        var position = 0
        while position &+ 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            sum = (sum ^ word) &* 0x100_0000_01B3
            position &+= 8
        }
        while position < bytes.count {
            sum = (sum ^ UInt64(bytes[position])) &* 0x100_0000_01B3
            position &+= 1
        }
        return sum
    }
}
