/// The fields of a TIFF file, which is also how cameras write theirs into other pictures.
struct TIFFDirectory {
    private static let maximumFields = 500
    private static let maximumValues = 16
    private static let sizes = [1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8]

    private let file: ByteReader
    /// Names with values as text.
    private(set) var fields: [(name: String, value: String)] = []

    /// Nil where it is no TIFF.
    init?(_ bytes: ArraySlice<UInt8>) {
        var file = ByteReader(bytes)
        if file.starts(with: Array("MM\0*".utf8)) {
            file.order = .big
        } else if !file.starts(with: Array("II*\0".utf8)) {
            return nil
        }
        self.file = file
        guard let first = file.u32(4) else { return nil }
        // Where they are found, these two directories are read once each, so that no loop can arise.
        var exposure: Int?
        var position: Int?
        read(first, ImageTags.image) { tag, value in
            if tag == ImageTags.exposurePointer { exposure = value }
            if tag == ImageTags.positionPointer { position = value }
        }
        if let exposure { read(exposure, ImageTags.exposure) { _, _ in } }
        if let position { read(position, ImageTags.position) { _, _ in } }
    }

    private mutating func read(_ start: Int, _ names: [Int: String], pointer: (Int, Int) -> Void) {
        for index in 0..<min(file.u16(start) ?? 0, TIFFDirectory.maximumFields) {
            let row = start + 2 + index * 12
            guard let tag = file.u16(row), let type = file.u16(row + 2), let count = file.u32(row + 4), let place = file.u32(row + 8) else {
                return
            }
            if tag == ImageTags.exposurePointer || tag == ImageTags.positionPointer { pointer(tag, place) }
            guard let name = names[tag], let size = TIFFDirectory.sizes[type] else { continue }
            let origin = size * count <= 4 ? row + 8 : place
            let text = value(at: origin, type: type, count: count, size: size, isComment: tag == ImageTags.userComment)
            if let text { fields.append((name, ImageTags.degrees.contains(name) ? degrees(text) : text)) }
        }
    }

    private func value(at start: Int, type: Int, count: Int, size: Int, isComment: Bool) -> String? {
        let bytes = file.slice(start, upTo: min(size * count, HostileText.limit))
        if isComment {
            // Eight bytes say the character set.
            return HostileText.of(bytes.dropFirst(8).prefix { $0 != 0 })
        }
        if type == 2 || type == 7 { return HostileText.of(bytes.prefix { $0 != 0 }).trimmed }
        let values = (0..<min(count, TIFFDirectory.maximumValues)).compactMap { number(at: start + $0 * size, type: type) }
        return values.isEmpty ? nil : values.joined(separator: " ")
    }

    private func number(at offset: Int, type: Int) -> String? {
        switch type {
        case 1: file.u8(offset).map(String.init)
        case 3: file.u16(offset).map(String.init)
        case 4: file.u32(offset).map(String.init)
        case 6: file.u8(offset).map { String(Int8(truncatingIfNeeded: $0)) }
        case 8: file.u16(offset).map { String(Int16(truncatingIfNeeded: $0)) }
        case 9: file.u32(offset).map { String(Int32(truncatingIfNeeded: $0)) }
        case 5: quotient(file.u32(offset), file.u32(offset + 4))
        case 10:
            quotient(
                file.u32(offset).map { Int(Int32(truncatingIfNeeded: $0)) }, file.u32(offset + 4).map { Int(Int32(truncatingIfNeeded: $0)) }
            )
        case 11: file.u32(offset).map { "\(Float(bitPattern: UInt32($0)))" }
        case 12: file.u64(offset).map { "\(Double(bitPattern: $0))" }
        default: nil
        }
    }

    private func quotient(_ above: Int?, _ below: Int?) -> String? {
        guard let above, let below else { return nil }
        if below == 0 { return above == 0 ? "undef" : "inf" }
        return above % below == 0 ? String(above / below) : "\(Double(above) / Double(below))"
    }

    /// Degrees with a fraction, of `48 51 29.6`.
    private func degrees(_ text: String) -> String {
        let parts = text.split(separator: " ").compactMap { Double($0) }
        return parts.count == 3 ? "\(parts[0] + parts[1] / 60 + parts[2] / 3_600)" : text
    }
}

extension String {
    /// Without spaces at the end, which cameras fill texts up with.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
