/// Fields of JPEG, PNG, GIF and TIFF pictures, under the names that exiftool gives them.
struct ImageMetadata {
    private static let maximumParts = 5_000
    private static let maximumText = 64 << 10

    private let file: ByteReader
    /// Names with values as text.
    private(set) var fields: [(name: String, value: String)] = []

    /// Throws for any other kind of file.
    init(_ content: [UInt8]) throws(ParsingError) {
        file = ByteReader(content, .big)
        if file.starts(with: [0xFF, 0xD8, 0xFF]) {
            readJPEG()
        } else if file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            readPNG()
        } else if file.starts(with: Array("GIF8".utf8)) {
            readGIF()
        } else if let directory = TIFFDirectory(content[...]) {
            add("FileType", "TIFF")
            fields += directory.fields
        } else {
            throw ParsingError("it is no JPEG, PNG, GIF or TIFF picture")
        }
    }

    private mutating func add(_ name: String, _ value: some CustomStringConvertible) { fields.append((name, value.description)) }

    private mutating func readJPEG() {
        add("FileType", "JPEG")
        var offset = 2
        for _ in 0..<ImageMetadata.maximumParts {
            // Any number of 0xFF may stand before a marker.
            while file.u8(offset) == 0xFF, file.u8(offset + 1) == 0xFF { offset += 1 }
            guard file.u8(offset) == 0xFF, let marker = file.u8(offset + 1), let length = file.u16(offset + 2), length >= 2 else { return }
            let segment = file.reader(offset + 4, upTo: length - 2)
            switch marker {
            case 0xE0: readJFIF(segment)
            case 0xE1:
                if segment.starts(with: Array("Exif\0\0".utf8)), let directory = TIFFDirectory(segment.slice(6, upTo: segment.count)) {
                    fields += directory.fields
                }
            case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF: readFrame(segment)
            case 0xFE: add("Comment", HostileText.of(segment.bytes))
            case 0xD9, 0xDA: return
            default: break
            }
            offset += 2 + length
        }
    }

    private mutating func readJFIF(_ segment: ByteReader) {
        guard segment.starts(with: Array("JFIF\0".utf8)), let major = segment.u8(5), let minor = segment.u8(6), let unit = segment.u8(7),
            let x = segment.u16(8), let y = segment.u16(10)
        else { return }
        add("JFIFVersion", "\(major) \(minor)")
        add("ResolutionUnit", unit)
        add("XResolution", x)
        add("YResolution", y)
    }

    private mutating func readFrame(_ segment: ByteReader) {
        guard let bits = segment.u8(0), let height = segment.u16(1), let width = segment.u16(3), let components = segment.u8(5) else {
            return
        }
        add("ImageWidth", width)
        add("ImageHeight", height)
        add("BitsPerSample", bits)
        add("ColorComponents", components)
    }

    private mutating func readPNG() {
        add("FileType", "PNG")
        var offset = 8
        for _ in 0..<ImageMetadata.maximumParts {
            guard let length = file.u32(offset), let name = file.slice(offset + 4, 4) else { return }
            readChunk(HostileText.latin1(name), file.reader(offset + 8, upTo: length))
            offset += 12 + length
        }
    }

    private mutating func readChunk(_ name: String, _ chunk: ByteReader) {
        switch name {
        case "IHDR":
            guard let width = chunk.u32(0), let height = chunk.u32(4) else { return }
            add("ImageWidth", width)
            add("ImageHeight", height)
            for (index, field) in ["BitDepth", "ColorType", "Compression", "Filter", "Interlace"].enumerated() {
                if let value = chunk.u8(8 + index) { add(field, value) }
            }
        case "tEXt", "zTXt", "iTXt": readText(name, chunk)
        case "tIME":
            guard let year = chunk.u16(0) else { return }
            let parts = (2..<7).compactMap { chunk.u8($0) }.map { $0 < 10 ? "0\($0)" : "\($0)" }
            if parts.count == 5 { add("ModifyDate", "\(year):\(parts[0]):\(parts[1]) " + parts[2...].joined(separator: ":")) }
        case "pHYs":
            guard let x = chunk.u32(0), let y = chunk.u32(4), let unit = chunk.u8(8) else { return }
            add("PixelsPerUnitX", x)
            add("PixelsPerUnitY", y)
            add("PixelUnits", unit)
        case "gAMA": if let gamma = chunk.u32(0), gamma > 0 { add("Gamma", Double(gamma) / 100_000) }
        case "eXIf": if let directory = TIFFDirectory(chunk.bytes) { fields += directory.fields }
        default: break
        }
    }

    /// A keyword, zero, and the text: plain, compressed, or with language and translated keyword before it.
    private mutating func readText(_ kind: String, _ chunk: ByteReader) {
        guard let keyword = chunk.string(0, limit: 80) else { return }
        var start = keyword.count + 1
        var isCompressed = kind == "zTXt"
        if kind == "zTXt" { start += 1 }
        if kind == "iTXt" {
            isCompressed = chunk.u8(start) == 1
            start += 2
            for _ in 0..<2 { start += (chunk.string(start, limit: 4_096)?.count ?? 0) + 1 }
        }
        let rest = chunk.slice(start, upTo: chunk.count)
        let text = isCompressed ? Inflater.inflate(rest, limit: ImageMetadata.maximumText)[...] : rest
        add(HostileText.latin1(keyword), kind == "iTXt" ? HostileText.of(text) : HostileText.latin1(text.prefix(HostileText.limit)))
    }

    private mutating func readGIF() {
        var reader = file
        reader.order = .little
        add("FileType", "GIF")
        guard let version = file.slice(3, 3), let width = reader.u16(6), let height = reader.u16(8), let flags = reader.u8(10) else {
            return
        }
        add("GIFVersion", HostileText.latin1(version))
        add("ImageWidth", width)
        add("ImageHeight", height)
        var offset = 13 + ImageMetadata.tableSize(flags)
        var frames = 0
        parts: for _ in 0..<ImageMetadata.maximumParts {
            switch reader.u8(offset) {
            case 0x21:
                let (content, end) = ImageMetadata.blocks(reader, offset + 2)
                if reader.u8(offset + 1) == 0xFE { add("Comment", HostileText.of(content)) }
                offset = end
            case 0x2C:
                frames += 1
                let table = ImageMetadata.tableSize(reader.u8(offset + 9) ?? 0)
                offset = ImageMetadata.blocks(reader, offset + 11 + table).end
            default: break parts
            }
        }
        add("FrameCount", frames)
    }

    /// Bytes of a colour table, by the flags before it.
    private static func tableSize(_ flags: Int) -> Int { flags & 0x80 == 0 ? 0 : 3 << ((flags & 7) + 1) }

    /// The beginning of the content of blocks that each say their length, and where they end.
    private static func blocks(_ reader: ByteReader, _ start: Int) -> (content: [UInt8], end: Int) {
        var content: [UInt8] = []
        var offset = start
        while let length = reader.u8(offset), length > 0 {
            if content.count < HostileText.limit { content.append(contentsOf: reader.slice(offset + 1, upTo: length)) }
            offset += 1 + length
        }
        return (content, offset + 1)
    }
}
