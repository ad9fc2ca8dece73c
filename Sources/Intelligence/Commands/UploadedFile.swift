/// A file that came with a request: its content is sealed in the store, and everything about it is computed.
public struct UploadedFile: Sendable, Equatable {
    /// The name that the client gave, as sent.
    public var clientName: String
    /// Bytes of the content.
    public var size: Int64
    /// Lower-case hexadecimal digits of the MD5.
    public var md5: String
    /// Lower-case hexadecimal digits of the SHA-1.
    public var sha1: String
    /// The SHA-256, 32 bytes: the name of the sealed content.
    public var sha256: [UInt8]
    /// The first bytes of the content, up to 16.
    public var start: [UInt8]
    /// MIME type by libmagic; nil when the detector failed.
    public var mimetype: String?
    /// Description by libmagic; nil when the detector failed.
    public var filetype: String?
    /// Fuzzy hash; nil when it was not computed.
    public var ssdeep: String?
    /// The whole content as text; nil when it is not UTF-8 or was not asked for (`raw_data`, `emails`).
    public var text: String?
    /// The picture in it, for `screenshots`; nil when the content can't be decoded as one.
    public var picture: UploadedPicture?

    /// A file.
    public init(
        clientName: String, size: Int64, md5: String, sha1: String, sha256: [UInt8], start: [UInt8], mimetype: String? = nil,
        filetype: String? = nil, ssdeep: String? = nil, text: String? = nil, picture: UploadedPicture? = nil
    ) {
        self.clientName = clientName
        self.size = size
        self.md5 = md5
        self.sha1 = sha1
        self.sha256 = sha256
        self.start = start
        self.mimetype = mimetype
        self.filetype = filetype
        self.ssdeep = ssdeep
        self.text = text
        self.picture = picture
    }

    /// The last component of the client's name; the MD5 when there is none (crits-resources-2.md 0.3).
    var name: String {
        let last = clientName.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init)?.trimmed ?? ""
        return last.isEmpty || clientName.hasSuffix("/") || clientName.hasSuffix("\\") ? md5 : last
    }

    /// Whether the content starts like a network capture (crits-resources-2.md 7.7).
    var isCapture: Bool {
        let marks: [[UInt8]] = [
            [0xA1, 0xB2, 0xC3, 0xD4], [0xD4, 0xC3, 0xB2, 0xA1], [0x4D, 0x3C, 0xB2, 0xA1], [0xA1, 0xB2, 0x3C, 0x4D],
            [0x0A, 0x0D, 0x0D, 0x0A],
        ]
        return marks.contains { start.starts(with: $0) }
    }
}

/// A decoded picture, re-encoded as PNG with its thumbnail; both contents are sealed.
public struct UploadedPicture: Sendable, Equatable {
    /// Pixels across.
    public var width: Int64
    /// Pixels down.
    public var height: Int64
    /// SHA-256 of the whole picture as PNG.
    public var image: [UInt8]
    /// SHA-256 of the thumbnail as PNG.
    public var thumbnail: [UInt8]

    /// A picture.
    public init(width: Int64, height: Int64, image: [UInt8], thumbnail: [UInt8]) {
        self.width = width
        self.height = height
        self.image = image
        self.thumbnail = thumbnail
    }
}

/// What the worker made of an archive.
public enum ArchiveContent: Sendable, Equatable {
    /// Its non-empty regular files, in its order; each named by its base name.
    case members([UploadedFile])
    /// Why it can't be opened.
    case unreadable(String)
}
