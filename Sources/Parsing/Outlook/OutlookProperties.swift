import Documents

/// The properties of a message, a recipient or an attachment in an Outlook file (MS-OXMSG 2.4): what is of fixed size stands in one
/// stream, everything else has a stream of its own.
struct OutlookProperties {
    /// What the property stream belongs to, which gives the length of its header.
    enum Owner: Int {
        case message = 32
        case embeddedMessage = 24
        case recipientOrAttachment = 8
    }

    static let streamName = "__properties_version1.0"
    /// Where names of streams start that hold one property.
    private static let streamPrefix = "__substg1.0_"

    private enum Kind: UInt16 {
        case integer = 0x0003
        case bytesText = 0x001E
        case text = 0x001F
        case time = 0x0040
        case binary = 0x0102
    }

    private let storage: CompoundStorage
    /// Values by tag, the id in the upper half and the type in the lower one.
    private let fixed: [UInt32: UInt64]
    /// The code page of texts that are no Unicode; that of a message holds for its recipients and attachments.
    let codePage: Int32

    /// The properties of a storage, with the code page of the message around it.
    init(of storage: CompoundStorage, _ owner: Owner, codePage: Int32? = nil) throws(ParsingError) {
        self.storage = storage
        fixed = OutlookProperties.values(in: try storage.stream(OutlookProperties.streamName) ?? [], from: owner.rawValue)
        let own = fixed[OutlookProperties.tag(0x3FFD, .integer)].map { Int32(truncatingIfNeeded: $0) }
        self.codePage = own ?? codePage ?? OutlookCodePage.western
    }

    /// Entries of 16 bytes: tag, flags, value.
    private static func values(in stream: [UInt8], from start: Int) -> [UInt32: UInt64] {
        func number(_ range: Range<Int>) -> UInt64 { stream[range].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        var values: [UInt32: UInt64] = [:]
        for position in stride(from: start, through: stream.count - 16, by: 16) {
            let tag = UInt32(truncatingIfNeeded: number(position..<(position + 4)))
            values[tag] = number((position + 8)..<(position + 16))
        }
        return values
    }

    /// A text, in Unicode or by the code page.
    func text(_ id: UInt16) throws(ParsingError) -> String? {
        let text: String
        if let bytes = try storage.stream(name(id, .text)) {
            text = OutlookProperties.unicode(bytes)
        } else if let bytes = try storage.stream(name(id, .bytesText)) {
            text = CharsetText.decode(bytes, charset: OutlookCodePage.charset(codePage))
        } else {
            return nil
        }
        let end = text.unicodeScalars.lastIndex { $0 != "\0" }.map { text.unicodeScalars.index(after: $0) }
        return String(text.unicodeScalars[..<(end ?? text.startIndex)])
    }

    /// Bytes.
    func binary(_ id: UInt16) throws(ParsingError) -> [UInt8]? { try storage.stream(name(id, .binary)) }

    /// A whole number.
    func integer(_ id: UInt16) -> Int32? { fixed[OutlookProperties.tag(id, .integer)].map { Int32(truncatingIfNeeded: $0) } }

    /// A moment: tenths of microseconds since 1601.
    func time(_ id: UInt16) -> Timestamp? {
        guard let value = fixed[OutlookProperties.tag(id, .time)], value > 0, let ticks = Int64(exactly: value) else { return nil }
        return Timestamp(microseconds: ticks / 10 - 11_644_473_600_000_000)
    }

    /// An object that is a storage of its own, such as a message inside of an attachment.
    func object(_ id: UInt16) -> CompoundStorage? { storage.storage(OutlookProperties.objectName(id)) }

    /// The name of the storage of an object.
    static func objectName(_ id: UInt16) -> String { streamPrefix + hexadecimal(id) + "000D" }

    private static func tag(_ id: UInt16, _ kind: Kind) -> UInt32 { UInt32(id) << 16 | UInt32(kind.rawValue) }

    private func name(_ id: UInt16, _ kind: Kind) -> String {
        OutlookProperties.streamPrefix + OutlookProperties.hexadecimal(id) + OutlookProperties.hexadecimal(kind.rawValue)
    }

    private static func hexadecimal(_ number: UInt16) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func unicode(_ bytes: [UInt8]) -> String {
        let units = stride(from: 0, to: bytes.count - 1, by: 2).lazy.map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
        return String(decoding: Array(units), as: UTF16.self)
    }
}
