internal import Documents
internal import Model

/// Collects what an attacker did (ruling 37). It never fails a message: what is no text is passed over.
///
/// The honeypot's own address is replaced as in `session_<honeypot>` (normalization.md 4.15): readers of level 60 see these rows.
struct Activities {
    private(set) var list: [SessionActivity] = []
    private let destination: String?
    /// Made for the first text; most sessions have none.
    private lazy var eraser = AddressEraser(destination)

    init(hiding destination: String?) {
        self.destination = destination
    }

    /// Rows that one session may give; the rest stays in the raw record.
    static let maximumCount = 4_096

    mutating func append(_ kind: SessionActivity.Kind, _ value: String) {
        guard !value.isEmpty, list.count < Activities.maximumCount else { return }
        if list.isEmpty { list.reserveCapacity(8) }
        let isText = kind == .command || kind == .unknownCommand || kind == .url
        list.append(SessionActivity(kind, isText ? eraser.erased(value) : value))
    }

    /// A text, or each text of an array.
    mutating func append(_ kind: SessionActivity.Kind, _ view: JSONView?) {
        view?.forEachString { text in
            append(kind, text)
            return list.count < Activities.maximumCount
        }
    }

    /// An MD5, SHA-256 or SHA-512 in hexadecimal, or each one of an array.
    mutating func appendHashes(_ view: JSONView?) {
        guard let view else { return }
        guard view.kind == .array else { return appendHash(view) }
        for element in view.elements {
            guard list.count < Activities.maximumCount else { return }
            appendHash(element)
        }
    }

    private mutating func appendHash(_ view: JSONView) {
        guard view.kind == .string, let isLowercase = view.rawBytes.withUnsafeBufferPointer({ Activities.isLowercaseHash($0) }),
            let text = view.string
        else { return }
        append(.hash, isLowercase ? text : text.lowercased())
    }

    /// Whether the digits of a hash are in lower case; nil for what is none. It looks at eight at once.
    static func isLowercaseHash(_ digits: UnsafeBufferPointer<UInt8>) -> Bool? {
        guard digits.count == 32 || digits.count == 64 || digits.count == 128 else { return nil }
        let raw = UnsafeRawBufferPointer(digits)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high = ones << 7
        var areDigits = high
        var areUppercase: UInt64 = 0
        // The lengths are multiples of 8.
        for offset in stride(from: 0, to: raw.count, by: 8) {
            let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            // Without the high bits the sums stay inside their bytes; each sets its high bit from a given byte on.
            let digits = word & ~high
            let letters = digits | ones << 5
            let areNumerals = (digits &+ ones &* (0x80 - 0x30)) & ~(digits &+ ones &* (0x80 - 0x3A))
            let areLetters = (letters &+ ones &* (0x80 - 0x61)) & ~(letters &+ ones &* (0x80 - 0x67))
            areDigits &= (areNumerals | areLetters) & ~word
            areUppercase |= areLetters & ~(word << 2)
        }
        return areDigits == high ? areUppercase & high == 0 : nil
    }

    /// The recording of a terminal, given as hexadecimal text; the row holds its SHA-256.
    mutating func appendTerminalLog(hexadecimal view: JSONView) {
        if let digest = ContentHashes.sha256(ofHexadecimal: view.rawBytes) { append(.terminalLog, digest) }
    }
}
