internal import Documents
internal import Model

/// Collects what an attacker did (ruling 37). It never fails a message: what is no text is passed over.
struct Activities {
    private(set) var list: [SessionActivity] = []

    /// Rows that one session may give; the rest stays in the raw record.
    static let maximumCount = 4_096

    mutating func append(_ kind: SessionActivity.Kind, _ value: String) {
        guard !value.isEmpty, list.count < Activities.maximumCount else { return }
        if list.isEmpty { list.reserveCapacity(8) }
        list.append(SessionActivity(kind, value))
    }

    /// A text, or each text of an array.
    mutating func append(_ kind: SessionActivity.Kind, _ view: JSONView?) {
        guard let view else { return }
        if let text = view.string {
            append(kind, text)
            return
        }
        for element in view.elements {
            guard list.count < Activities.maximumCount else { return }
            if let text = element.string { append(kind, text) }
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
        let digits = view.rawBytes
        guard view.kind == .string, digits.count == 32 || digits.count == 64 || digits.count == 128 else { return }
        var isLowercase = true
        for digit in digits {
            guard Hexadecimal.value(of: digit) != nil else { return }
            if digit & 0x60 == 0x40 { isLowercase = false }
        }
        guard let text = view.string else { return }
        append(.hash, isLowercase ? text : text.lowercased())
    }

    /// The recording of a terminal, given as hexadecimal text; the row holds its SHA-256.
    mutating func appendTerminalLog(hexadecimal view: JSONView) {
        if let digest = ContentHashes.sha256(ofHexadecimal: view.rawBytes) { append(.terminalLog, digest) }
    }
}
