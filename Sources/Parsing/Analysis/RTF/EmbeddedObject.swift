/// What is wrapped in the data of an embedded object (MS-OLEDS 2.2), and in a package of Windows' Packager inside of it.
struct EmbeddedObject {
    /// Such as `Package` or `Equation.3`.
    let className: String
    /// 1 for a link, 2 for an embedded object.
    let format: Int
    /// The file inside of a package.
    let fileName: String?
    /// The object's own bytes, or the file's.
    let content: ArraySlice<UInt8>

    /// Nil where it is something else.
    init?(_ data: [UInt8]) {
        let reader = ByteReader(data)
        guard let format = reader.u32(4), 1...2 ~= format, let nameLength = reader.u32(8), 1...256 ~= nameLength,
            let name = reader.string(12, limit: nameLength)
        else { return nil }
        className = HostileText.of(name)
        self.format = format
        var offset = 12 + nameLength
        // Topic and item, each with its length.
        for _ in 0..<2 {
            guard let length = reader.u32(offset) else { return nil }
            offset += 4 + length
        }
        let native = reader.reader(offset + 4, upTo: reader.u32(offset) ?? 0)
        if HostileText.of(name) == "Package", let package = EmbeddedObject.package(in: native) {
            (fileName, content) = package
        } else {
            fileName = nil
            content = native.bytes
        }
    }

    /// Label, path, path of a copy, size, bytes.
    private static func package(in data: ByteReader) -> (String?, ArraySlice<UInt8>)? {
        guard let label = data.string(2) else { return nil }
        var offset = 3 + label.count
        guard let path = data.string(offset) else { return nil }
        offset += path.count + 1 + 4
        guard let length = data.u32(offset), let size = data.u32(offset + 4 + length) else { return nil }
        return (HostileText.of(label), data.slice(offset + 8 + length, upTo: size))
    }
}
