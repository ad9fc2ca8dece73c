import Documents

/// The properties of a document: a stream of MS-OLEPS.
struct PropertySet {
    /// A property as text.
    struct Property {
        let name: String
        let value: String
    }

    /// A part of the stream with a format of its own.
    struct Section {
        /// What it is, by its format's number.
        let name: String
        let properties: [Property]
    }

    private static let maximumProperties = 500
    private static let summary = "SummaryInformation"
    private static let documentSummary = "DocumentSummaryInformation"
    private static let formats = [
        "e0859ff2f94f6810ab9108002b27b3d9": summary, "02d5cdd59c2e1b10939708002b2cf9ae": documentSummary,
        "05d5cdd59c2e1b10939708002b2cf9ae": "UserDefinedProperties",
    ]
    private static let names = [
        summary: [
            1: "Codepage", 2: "Title", 3: "Subject", 4: "Author", 5: "Keywords", 6: "Comments", 7: "Template", 8: "LastSavedBy",
            9: "RevisionNumber", 10: "TotalEditTime", 11: "LastPrinted", 12: "CreateTime", 13: "LastSavedTime", 14: "Pages",
            15: "Words", 16: "Characters", 17: "Thumbnail", 18: "CreatingApplication", 19: "Security",
        ],
        documentSummary: [
            1: "Codepage", 2: "Category", 3: "PresentationTarget", 4: "Bytes", 5: "Lines", 6: "Paragraphs", 7: "Slides", 8: "Notes",
            9: "HiddenSlides", 10: "MMClips", 11: "ScaleCrop", 12: "HeadingPairs", 13: "TitlesOfParts", 14: "Manager", 15: "Company",
            16: "LinksDirty", 17: "CharactersWithSpaces", 19: "SharedDocument", 22: "HyperlinksChanged", 23: "Version",
            24: "DigitalSignature", 26: "ContentType", 27: "ContentStatus", 28: "Language", 29: "DocumentVersion",
        ],
    ]

    let sections: [Section]

    /// Nil where it is no property set.
    init?(_ stream: [UInt8]) {
        let reader = ByteReader(stream)
        guard reader.u16(0) == 0xFFFE, let count = reader.u32(24) else { return nil }
        sections = (0..<min(count, 2)).compactMap { index in
            guard let format = reader.slice(28 + index * 20, 16), let offset = reader.u32(44 + index * 20) else { return nil }
            let name = PropertySet.formats[Hexadecimal.encode(format)] ?? Hexadecimal.encode(format)
            let section = reader.reader(offset, upTo: reader.u32(offset) ?? 0)
            return Section(name: name, properties: PropertySet.properties(in: section, names: PropertySet.names[name] ?? [:]))
        }
    }

    private static func properties(in section: ByteReader, names: [Int: String]) -> [Property] {
        let rows = (0..<min(section.u32(4) ?? 0, maximumProperties)).compactMap { index -> (id: Int, offset: Int)? in
            guard let id = section.u32(8 + index * 8), let offset = section.u32(12 + index * 8) else { return nil }
            return (id, offset)
        }
        let codePage = rows.first { $0.id == 1 }.flatMap { section.u16($0.offset + 4) } ?? 1_252
        // The names of a user's own properties are a property themselves.
        let own = rows.first { $0.id == 0 }.map { PropertySet.dictionary(section, at: $0.offset, codePage: codePage) } ?? [:]
        return rows.filter { $0.id != 0 }.compactMap { row in
            guard let value = value(section, at: row.offset, codePage: codePage, isDuration: names[row.id] == "TotalEditTime") else {
                return nil
            }
            return Property(name: own[row.id] ?? names[row.id] ?? "Property \(row.id)", value: value)
        }
    }

    private static func dictionary(_ section: ByteReader, at start: Int, codePage: Int) -> [Int: String] {
        var names: [Int: String] = [:]
        var offset = start + 4
        for _ in 0..<min(section.u32(start) ?? 0, maximumProperties) {
            guard let id = section.u32(offset), let length = section.u32(offset + 4) else { break }
            let isWide = codePage == 1_200
            let bytes = section.slice(offset + 8, upTo: isWide ? length * 2 : length)
            names[id] = isWide ? HostileText.utf16(bytes) : HostileText.of(bytes.prefix { $0 != 0 }, limit: 256)
            offset += 8 + (isWide ? (length * 2 + 3) / 4 * 4 : length)
        }
        return names
    }

    /// Text of the simple types; nil for pictures, lists and whatever else.
    private static func value(_ section: ByteReader, at offset: Int, codePage: Int, isDuration: Bool) -> String? {
        guard let type = section.u16(offset) else { return nil }
        let place = offset + 4
        switch type {
        case 2: return section.u16(place).map { String(Int16(truncatingIfNeeded: $0)) }
        case 3, 22: return section.u32(place).map { String(Int32(truncatingIfNeeded: $0)) }
        case 18: return section.u16(place).map(String.init)
        case 19, 23: return section.u32(place).map(String.init)
        case 5: return section.u64(place).map { "\(Double(bitPattern: $0))" }
        case 11: return section.u16(place).map { $0 == 0 ? "false" : "true" }
        case 30:
            guard let length = section.u32(place) else { return nil }
            let bytes = section.slice(place + 4, upTo: min(length, HostileText.limit))
            return codePage == 1_200 ? HostileText.utf16(bytes) : HostileText.of(bytes.prefix { $0 != 0 })
        case 31: return section.u32(place).map { HostileText.utf16(section.slice(place + 4, upTo: min($0, 1 << 20) * 2)) }
        case 64:
            guard let time = section.u64(place) else { return nil }
            return isDuration ? "\(time / 10_000_000) s" : HostileText.date(fileTime: time)
        default: return nil
        }
    }
}
