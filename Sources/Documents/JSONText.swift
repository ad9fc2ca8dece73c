/// A validated JSON text and the index of its values: read once, never copied into a tree.
///
/// Each value is a node of 16 bytes, laid out in text order, so that finding a member is a walk over siblings. The text
/// is UTF-8; bytes that are not valid UTF-8 as a whole are read as Latin-1 (ruling 17).
public final class JSONText: Sendable {
    /// The text in UTF-8.
    let bytes: [UInt8]
    let nodes: [JSONNode]

    /// Depth allowed from honeypots and clients; the outermost value is depth 1 (ruling 17).
    public static let defaultMaximumDepth = 64

    /// Reads one JSON value with nothing but white space around it.
    public init(_ source: [UInt8], maximumDepth: Int = JSONText.defaultMaximumDepth) throws(JSONError) {
        bytes = JSONText.isUTF8(source) ? source : JSONText.decodingLatin1(source)
        guard bytes.count < Int(Int32.max) else { throw JSONError(.tooLarge, at: 0) }
        var scanner = JSONScanner(maximumDepth: maximumDepth, capacity: min(bytes.count / 12 + 4, 1 << 16))
        let failure: JSONError? = bytes.withUnsafeBufferPointer { buffer in
            do throws(JSONError) {
                try scanner.scan(buffer)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
        nodes = scanner.nodes
    }

    /// The outermost value.
    public var root: JSONView { JSONView(text: self, index: 0) }

    /// Whether the bytes are valid UTF-8; plain ASCII is decided eight bytes at a time.
    public static func isUTF8(_ source: [UInt8]) -> Bool {
        let isASCII = source.withUnsafeBytes { buffer in
            var position = 0
            var seen: UInt64 = 0
            while position &+ 8 <= buffer.count {
                seen |= buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                position &+= 8
            }
            while position < buffer.count {
                seen |= UInt64(buffer[position])
                position &+= 1
            }
            return seen & 0x8080_8080_8080_8080 == 0
        }
        return isASCII || String(validating: source, as: UTF8.self) != nil
    }

    private static func decodingLatin1(_ source: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(source.count + source.count / 8)
        for byte in source {
            if byte < 0x80 {
                result.append(byte)
            } else {
                result.append(0xC0 | byte >> 6)
                result.append(0x80 | byte & 0x3F)
            }
        }
        return result
    }
}

/// What a JSON value is.
public enum JSONKind: UInt8, Sendable {
    case null, bool, integer, real, string, array, object
}

/// One value of a text: its kind, its bytes and where its next sibling stands.
struct JSONNode: Sendable {
    /// Facts about a string found while reading it.
    static let escaped: UInt8 = 1
    /// A `\u` escape of a surrogate, which may be a lone one.
    static let surrogates: UInt8 = 2

    /// First byte of the value; of a string, the one after its quote.
    var start: UInt32
    /// One past the last byte; of a string, its closing quote.
    var end: UInt32
    /// Index of the node after this value and all inside it. While a container is open: the index of its parent.
    var next: UInt32
    var kind: JSONKind
    var flags: UInt8
}
