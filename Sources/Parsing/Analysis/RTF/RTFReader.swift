import Documents

/// Walks through a Rich Text document for its properties and embedded objects. Nothing is drawn, so unknown words cost nothing.
struct RTFReader {
    /// What the text of a group is.
    private enum Destination: Equatable {
        case none
        case property(String)
        case objectClass
        case objectData
    }

    /// An open group.
    private struct Group {
        var destination = Destination.none
        /// Whether the destination began with this group and ends with it.
        var isOwner = false
    }

    private static let maximumDepth = 5_000
    private static let maximumObjects = 200
    private static let maximumProperty = 4_096
    private static let textProperties: Set<String> = [
        "title", "subject", "author", "manager", "company", "operator", "category", "keywords", "comment", "doccomm", "hlinkbase",
        "generator", "template",
    ]
    private static let dateProperties: Set<String> = ["creatim", "revtim", "printim", "buptim"]
    private static let numberProperties: Set<String> = [
        "rtf", "ansicpg", "deflang", "version", "vern", "edmins", "nofpages", "nofwords", "nofchars", "nofcharsws",
    ]
    private static let dateParts = ["yr", "mo", "dy", "hr", "min", "sec"]

    private let file: ByteReader
    private var position = 0
    private var groups = [Group()]
    /// Groups beyond the limit, which are only counted.
    private var deepGroups = 0
    private var text: [UInt8] = []
    private var date: [String: Int] = [:]
    private var objectClass = ""
    private var digits: [UInt8] = []
    /// An odd digit that waits for its partner.
    private var half: UInt8?

    /// In the order found, each name's first value.
    private(set) var properties: [(name: String, value: String)] = []
    /// The bytes of embedded objects with the classes that the document names.
    private(set) var objects: [(className: String, data: [UInt8])] = []

    /// Reads the whole document.
    init(_ content: [UInt8]) throws(ParsingError) {
        file = ByteReader(content)
        // Readers take `{\rt`, and hostile documents count on it.
        guard file.starts(with: Array("{\\rt".utf8)) else { throw ParsingError("it is no Rich Text") }
        while let byte = file.u8(position) {
            position += 1
            switch UInt8(byte) {
            case UInt8(ascii: "{"): open()
            case UInt8(ascii: "}"): close()
            case UInt8(ascii: "\\"): control()
            case let character: add(character)
            }
        }
        while groups.count > 1 { close() }
    }

    private mutating func open() {
        guard groups.count < RTFReader.maximumDepth else {
            deepGroups += 1
            return
        }
        groups.append(Group(destination: destination, isOwner: false))
    }

    private var destination: Destination { groups.last?.destination ?? .none }

    private mutating func close() {
        if deepGroups > 0 {
            deepGroups -= 1
            return
        }
        guard groups.count > 1, let group = groups.popLast(), group.isOwner else { return }
        switch group.destination {
        case .none: break
        case .property(let name):
            let value = date.isEmpty ? HostileText.of(text) : dateText
            add(property: name, value: value.hasSuffix(";") ? String(value.dropLast()) : value)
        case .objectClass: objectClass = HostileText.of(text, limit: 256)
        case .objectData:
            if objects.count < RTFReader.maximumObjects, !digits.isEmpty { objects.append((objectClass, digits)) }
            objectClass = ""
        }
    }

    private mutating func begin(_ destination: Destination) {
        guard !groups.isEmpty else { return }
        groups[groups.count - 1] = Group(destination: destination, isOwner: groups.count > 1)
        if destination == .objectData {
            digits = []
            half = nil
        } else {
            text = []
            date = [:]
        }
    }

    /// A word of letters with a number, or one other character.
    private mutating func control() {
        var word: [UInt8] = []
        while word.count < 32, let byte = file.u8(position), isLetter(UInt8(byte)) {
            word.append(UInt8(byte))
            position += 1
        }
        guard !word.isEmpty else { return symbol() }
        var number: [UInt8] = []
        while number.count < 11, let byte = file.u8(position),
            PDFSyntax.isDigit(UInt8(byte)) || (number.isEmpty && byte == Int(UInt8(ascii: "-")))
        {
            number.append(UInt8(byte))
            position += 1
        }
        if file.u8(position) == 0x20 { position += 1 }
        apply(HostileText.latin1(word), Int(HostileText.latin1(number)))
    }

    private mutating func symbol() {
        guard let byte = file.u8(position) else { return }
        position += 1
        switch UInt8(byte) {
        case UInt8(ascii: "'"):
            if let escaped = PDFSyntax.escapedByte(file.bytes, at: file.bytes.startIndex + position) {
                position += 2
                // In the data of an object these are noise that hides the digits.
                if destination != .objectData { add(escaped) }
            }
        case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): add(UInt8(byte))
        default: break
        }
    }

    private mutating func apply(_ word: String, _ number: Int?) {
        switch word {
        case "objdata": begin(.objectData)
        case "objclass": begin(.objectClass)
        case "bin":
            let raw = file.slice(position, upTo: max(0, number ?? 0))
            position += raw.count
            if destination == .objectData { digits.append(contentsOf: raw) }
        case "u":
            if case .property = destination, let number, let scalar = Unicode.Scalar(UInt16(truncatingIfNeeded: number)) {
                text.append(contentsOf: String(Character(scalar)).utf8)
                // What stands here for readers that know no Unicode.
                if file.u8(position) == Int(UInt8(ascii: "?")) { position += 1 }
            }
        case _ where RTFReader.textProperties.contains(word) || RTFReader.dateProperties.contains(word): begin(.property(word))
        case _ where RTFReader.numberProperties.contains(word): if let number { add(property: word, value: String(number)) }
        case _ where RTFReader.dateParts.contains(word): if let number { date[word] = number }
        default: break
        }
    }

    private mutating func add(_ character: UInt8) {
        switch destination {
        case .none: break
        case .property, .objectClass:
            if character != 10, character != 13, text.count < RTFReader.maximumProperty { text.append(character) }
        case .objectData:
            guard let value = Hexadecimal.value(of: character) else { return }
            if let high = half {
                digits.append(high << 4 | value)
                half = nil
            } else {
                half = value
            }
        }
    }

    private mutating func add(property name: String, value: String) {
        if !properties.contains(where: { $0.name == name }) { properties.append((name, value)) }
    }

    private var dateText: String {
        func two(_ part: String) -> String {
            let number = date[part] ?? 0
            return number < 10 && number >= 0 ? "0\(number)" : "\(number)"
        }
        return "\(date["yr"] ?? 0)-\(two("mo"))-\(two("dy")) \(two("hr")):\(two("min")):\(two("sec"))"
    }

    private func isLetter(_ byte: UInt8) -> Bool { 0x41...0x5A ~= byte || 0x61...0x7A ~= byte }
}
