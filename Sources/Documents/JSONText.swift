/// A validated JSON text and the index of its values: read once, never copied into a tree.
///
/// Each value is a node of 16 bytes, laid out in text order, so that finding a member is a walk over siblings. The text
/// is UTF-8; bytes that are not valid UTF-8 as a whole are read as Latin-1 (ruling 17).
public final class JSONText: Sendable {
    /// The text in UTF-8.
    @usableFromInline let bytes: [UInt8]
    /// The outermost value's node comes first.
    @usableFromInline let nodes: JSONNodeList

    /// Depth allowed from honeypots and clients; the outermost value is depth 1 (ruling 17).
    public static let defaultMaximumDepth = 64

    /// Reads one JSON value with nothing but white space around it.
    public init(_ source: [UInt8], maximumDepth: Int = JSONText.defaultMaximumDepth) throws(JSONError) {
        bytes = JSONText.isUTF8(source) ? source : JSONText.decodingLatin1(source)
        guard bytes.count < Int(Int32.max) else { throw JSONError(.tooLarge, at: 0) }
        nodes = try JSONScanner.nodes(of: bytes, maximumDepth: maximumDepth)
    }

    /// The outermost value.
    @inlinable
    public var root: JSONView { JSONView(text: self, index: 0) }

    /// The text of a string node, nil for any other.
    func string(at index: Int) -> String? {
        let node = nodes[index]
        guard node.kind == .string else { return nil }
        guard node.flags & JSONNode.escaped == 0 else { return String(decoding: unescapedBytes(of: node), as: UTF8.self) }
        return bytes.withUnsafeBufferPointer { buffer in
            String(decoding: UnsafeBufferPointer(rebasing: buffer[Int(node.start)..<Int(node.end)]), as: UTF8.self)
        }
    }

    /// The UTF-8 bytes of a string node, escapes resolved.
    func unescapedBytes(of node: JSONNode) -> [UInt8] {
        bytes.withUnsafeBufferPointer { buffer in
            var unescaped: [UInt8] = []
            unescaped.reserveCapacity(Int(node.end &- node.start))
            JSONEscapes.decode(UnsafeBufferPointer(rebasing: buffer[Int(node.start)..<Int(node.end)]), into: &unescaped)
            return unescaped
        }
    }

    /// Whether the bytes are valid UTF-8; plain ASCII is decided 32 bytes at a time.
    public static func isUTF8(_ source: [UInt8]) -> Bool {
        let isASCII = source.withUnsafeBytes { buffer in
            var position = 0
            var seen: UInt64 = 0
            while position &+ 32 <= buffer.count {
                seen |= buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                seen |= buffer.loadUnaligned(fromByteOffset: position &+ 8, as: UInt64.self)
                seen |= buffer.loadUnaligned(fromByteOffset: position &+ 16, as: UInt64.self)
                seen |= buffer.loadUnaligned(fromByteOffset: position &+ 24, as: UInt64.self)
                position &+= 32
            }
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
@usableFromInline
struct JSONNode: Sendable {
    /// Facts about a string found while reading it.
    @inlinable static var escaped: UInt8 { 1 }
    /// A `\u` escape of a surrogate, which may be a lone one.
    @inlinable static var surrogates: UInt8 { 2 }

    /// First byte of the value; of a string, the one after its quote.
    @usableFromInline var start: UInt32
    /// One past the last byte; of a string, its closing quote.
    @usableFromInline var end: UInt32
    /// Index of the node after this value and all inside it. While a container is open: the index of its parent.
    @usableFromInline var next: UInt32
    @usableFromInline var kind: JSONKind
    @usableFromInline var flags: UInt8
    /// Of a string its length, up to 255, and its first byte, by which names mostly differ; see ``label(count:first:)``.
    var label: UInt16 = 0

    /// - Parameter first: The first byte; of an empty text that which stands there, the closing quote.
    @inline(__always)
    static func label(count: Int, first: UInt8) -> UInt16 {
        UInt16(truncatingIfNeeded: min(count, 255)) << 8 | UInt16(first)
    }
}
