import Documents

extension Analyser {
    /// The central directory of a zip: for each entry its fields, each a result under the entry's name (Latin-1 where the name is
    /// no UTF-8).
    static let zipMeta = Analyser(
        description: AnalyserDescription(
            name: "zip_meta", version: "1.0.0", description: "Central directory and extra fields of a zip file.",
            supportedTypes: ["Sample"], content: .zip)
    ) { content, _ throws(ParsingError) in
        var analysis = Analysis()
        let directory = try ZipDirectory(content)
        for entry in directory.entries {
            let name = HostileText.of(entry.name, limit: 1_024)
            for (field, value) in entry.fields { analysis.add(name, text: value, ["Name": .string(field)]) }
            if entry.extraFields.isEmpty { analysis.add(name, "None", ["Name": "ExtraField"]) }
            for extra in entry.extraFields {
                let known = ZipDirectory.extraNames[extra.id]
                let subtype = known ?? "UnknownHeader"
                analysis.add(subtype, text: HostileText.hexadecimal(extra.id), ["Name": "ID", "entry": .string(name)])
                analysis.add(
                    subtype, text: Hexadecimal.encode(extra.data.prefix(256)), ["Name": "Data", "entry": .string(name)])
            }
        }
        if directory.isCut { analysis.note("warning", "the central directory is damaged or too long") }
        return analysis
    }
}

/// The central directory of a zip file.
struct ZipDirectory {
    /// What the directory says of a file.
    struct Entry {
        let name: ArraySlice<UInt8>
        /// Names as the catalogue has them, with values as text.
        let fields: [(String, String)]
        let extraFields: [(id: Int, data: ArraySlice<UInt8>)]
    }

    private static let maximumEntries = 600
    private static let maximumExtraFields = 20
    private static let endSize = 22
    private static let methods = [
        0: "Stored", 1: "Shrunk", 6: "Imploded", 8: "Deflated", 9: "Deflate64", 12: "BZIP2", 14: "LZMA", 93: "Zstandard", 95: "XZ",
        98: "PPMd", 99: "AES",
    ]
    /// Extra fields by number.
    static let extraNames = [
        0x0001: "Zip64", 0x000A: "NTFS", 0x000D: "Unix", 0x0017: "StrongEncryption", 0x5455: "ExtendedTimestamp", 0x5855: "InfoZipUnix",
        0x6375: "UnicodeComment", 0x7075: "UnicodePath", 0x7855: "InfoZipUnix2", 0x7875: "InfoZipUnix3", 0x9901: "AESEncryption",
        0xA220: "MicrosoftPadding", 0xCAFE: "JavaArchive",
    ]

    let entries: [Entry]
    /// Whether there is more than could be read.
    let isCut: Bool

    /// Throws where there is no directory.
    init(_ content: [UInt8]) throws(ParsingError) {
        let file = ByteReader(content)
        guard let end = ZipDirectory.end(of: file), let count = file.u16(end + 10), let start = file.u32(end + 16) else {
            throw ParsingError("it is no zip file")
        }
        // What was put before an archive, such as a program that unpacks it, shifts all places.
        var offset = max(start, min(end - (file.u32(end + 12) ?? 0), end))
        if file.starts(with: [0x50, 0x4B, 1, 2], at: start) { offset = start }
        var entries: [Entry] = []
        while entries.count < ZipDirectory.maximumEntries, file.starts(with: [0x50, 0x4B, 1, 2], at: offset),
            let nameLength = file.u16(offset + 28), let extraLength = file.u16(offset + 30), let commentLength = file.u16(offset + 32),
            let name = file.slice(offset + 46, nameLength)
        {
            let extra = file.reader(offset + 46 + nameLength, upTo: extraLength)
            let comment = file.slice(offset + 46 + nameLength + extraLength, upTo: commentLength)
            entries.append(
                Entry(
                    name: name, fields: ZipDirectory.fields(file, offset, name: name, comment: comment),
                    extraFields: ZipDirectory.extraFields(extra)))
            offset += 46 + nameLength + extraLength + commentLength
        }
        self.entries = entries
        isCut = entries.count != count
    }

    /// The last record at the end, before a comment of at most 64 KiB.
    private static func end(of file: ByteReader) -> Int? {
        var offset = file.count - endSize
        let first = max(0, offset - 0xFFFF)
        while offset >= first {
            if file.starts(with: [0x50, 0x4B, 5, 6], at: offset) { return offset }
            offset -= 1
        }
        return nil
    }

    private static func fields(
        _ file: ByteReader, _ offset: Int, name: ArraySlice<UInt8>, comment: ArraySlice<UInt8>
    ) -> [(String, String)] {
        let short = { file.u16(offset + $0) ?? 0 }
        let long = { file.u32(offset + $0) ?? 0 }
        return [
            ("ZipFileName", HostileText.of(name, limit: 1_024)), ("ZipCreateVersion", String(short(4))),
            ("ZipRequiredVersion", String(short(6))), ("ZipBitFlag", HostileText.hexadecimal(short(8))),
            ("ZipCompression", methods[short(10)] ?? String(short(10))), ("ZipModifyDate", date(short(14), short(12))),
            ("ZipCRC", HostileText.hexadecimal(long(16))), ("ZipCompressedSize", String(long(20))),
            ("ZipUncompressedSize", String(long(24))), ("ZipExternalAttributes", HostileText.hexadecimal(long(38))),
            ("ZipHeaderOffset", String(long(42))), ("ZipComments", HostileText.of(comment)),
        ]
    }

    /// Of MS-DOS: two seconds are the smallest step, and nothing says the zone.
    private static func date(_ date: Int, _ time: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(1980 + (date >> 9))-\(two(date >> 5 & 15))-\(two(date & 31))"
        return "\(day) \(two(time >> 11)):\(two(time >> 5 & 63)):\(two((time & 31) * 2))"
    }

    private static func extraFields(_ extra: ByteReader) -> [(id: Int, data: ArraySlice<UInt8>)] {
        var fields: [(id: Int, data: ArraySlice<UInt8>)] = []
        var offset = 0
        while fields.count < maximumExtraFields, let id = extra.u16(offset), let length = extra.u16(offset + 2) {
            fields.append((id, extra.slice(offset + 4, upTo: length)))
            offset += 4 + length
        }
        return fields
    }
}
