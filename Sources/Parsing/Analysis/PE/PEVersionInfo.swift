import Documents

/// The version resource of a program: texts by language, and the languages.
struct PEVersionInfo {
    /// A node of the resource: all levels have the same form.
    private struct Node {
        let key: String
        let isText: Bool
        let value: ArraySlice<UInt8>
        let children: ByteReader
    }

    private static let maximumEntries = 500
    private static let headerSize = 6

    private var texts: [(key: String, value: String)] = []
    private var languages: [(key: String, value: String)] = []

    /// Reads a resource; damage ends the list of what it holds.
    init(_ resource: ArraySlice<UInt8>) {
        let root = PEVersionInfo.nodes(ByteReader(resource)).first
        for group in root.map({ PEVersionInfo.nodes($0.children) }) ?? [] {
            switch group.key {
            case "StringFileInfo":
                texts += PEVersionInfo.nodes(group.children).flatMap { PEVersionInfo.nodes($0.children) }
                    .map { ($0.key, HostileText.utf16($0.value)) }
            case "VarFileInfo":
                languages += PEVersionInfo.nodes(group.children).map { ($0.key, PEVersionInfo.languages($0.value)) }
            default: break
            }
        }
    }

    /// The nodes that lie one after the other.
    private static func nodes(_ reader: ByteReader) -> [Node] {
        var nodes: [Node] = []
        var offset = 0
        while nodes.count < maximumEntries, let length = reader.u16(offset), length > headerSize,
            let valueLength = reader.u16(offset + 2), let type = reader.u16(offset + 4)
        {
            let node = reader.reader(offset, upTo: length)
            nodes.append(self.node(node, valueLength: valueLength, isText: type == 1))
            offset += aligned(length)
        }
        return nodes
    }

    private static func node(_ node: ByteReader, valueLength: Int, isText: Bool) -> Node {
        var end = headerSize
        while let unit = node.u16(end), unit != 0 { end += 2 }
        let key = HostileText.utf16(node.slice(headerSize, upTo: end - headerSize))
        let start = aligned(end + 2)
        // Lengths of texts count characters.
        let length = valueLength * (isText ? 2 : 1)
        let value = node.slice(start, upTo: length)
        return Node(key: key, isText: isText, value: value, children: node.reader(aligned(start + length), upTo: node.count))
    }

    private static func aligned(_ offset: Int) -> Int { (offset + 3) / 4 * 4 }

    /// `0x0409 0x04b0`: language and code page.
    private static func languages(_ value: ArraySlice<UInt8>) -> String {
        let reader = ByteReader(value)
        func digits(_ number: Int) -> String { "0x" + Hexadecimal.encode([UInt8(number >> 8), UInt8(number & 0xFF)]) }
        return stride(from: 0, to: min(reader.count, 256) - 3, by: 4).compactMap { offset in
            guard let language = reader.u16(offset), let codePage = reader.u16(offset + 2) else { return nil }
            return "\(digits(language)) \(digits(codePage))"
        }
        .joined(separator: ", ")
    }

    /// Entries `version_info` and `version_var`.
    func add(to analysis: inout Analysis) {
        for (subtype, entries) in [("version_info", texts), ("version_var", languages)] {
            for entry in entries {
                analysis.add(
                    subtype, text: "\(entry.key): \(String(entry.value.prefix(255)))",
                    ["key": .string(entry.key), "value": .string(entry.value)])
            }
        }
    }
}
