import CPixbuf

/// Decodes pictures and writes them anew as PNG (crits-resources-2.md 8), within limits that a hostile one runs into.
public struct PictureReader: Sendable {
    /// What a picture may measure.
    public struct Limits: Sendable {
        /// Pixels of a side.
        public var side: Int32 = 20_000
        /// Pixels of the whole.
        public var pixels = 40_000_000

        /// The defaults.
        public init() {}
    }

    /// A picture that was decoded.
    public struct Picture: Sendable, Equatable {
        /// Pixels across.
        public let width: Int
        /// Pixels down.
        public let height: Int
        /// The whole as PNG, without anything else that the file held.
        public let image: [UInt8]
        /// Scaled down into 128 by 128 pixels, as PNG; never enlarged.
        public let thumbnail: [UInt8]
    }

    private static let thumbnailSide = 128
    /// Beginnings of the kinds that are decoded; each is read by its own loader only, so no other one meets hostile bytes. There is no
    /// TIFF among them: its library loads a GPL one.
    private static let kinds: [Kind] = [
        Kind([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "png", PictureEnding.isWholePNG),
        Kind([0xFF, 0xD8, 0xFF], "jpeg", PictureEnding.isWholeJPEG), Kind(Array("GIF8".utf8), "gif"),
        Kind(Array("BM".utf8), "bmp", PictureEnding.isWholeBMP),
        Kind(Array("RIFF".utf8), second: Array("WEBP".utf8), "webp", PictureEnding.isWholeWebP),
    ]

    /// A kind of picture and how it is read.
    private struct Kind {
        let start: [UInt8]
        /// What stands behind the eighth byte, if that matters.
        let second: [UInt8]
        let loader: String
        /// Asked where the loader takes a cut picture for a whole one.
        let isWhole: @Sendable ([UInt8]) -> Bool

        init(
            _ start: [UInt8], second: [UInt8] = [], _ loader: String, _ isWhole: @escaping @Sendable ([UInt8]) -> Bool = { _ in true }
        ) {
            self.start = start
            self.second = second
            self.loader = loader
            self.isWhole = isWhole
        }

        func matches(_ bytes: [UInt8]) -> Bool { bytes.starts(with: start) && bytes.dropFirst(8).starts(with: second) }
    }

    private let limits: Limits

    /// A reader with limits.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// The picture in bytes, its first frame when it moves.
    public func picture(in bytes: [UInt8]) throws(ParsingError) -> Picture {
        LibraryMessages.silenced
        guard let kind = PictureReader.kinds.first(where: { $0.matches(bytes) }) else {
            throw ParsingError("it is no PNG, JPEG, GIF, BMP or WebP")
        }
        guard kind.isWhole(bytes) else { throw ParsingError("it is cut off") }
        let pixels = try decode(bytes, loader: kind.loader)
        defer { g_object_unref(UnsafeMutableRawPointer(pixels)) }
        let width = Int(gdk_pixbuf_get_width(pixels))
        let height = Int(gdk_pixbuf_get_height(pixels))
        guard width > 0, height > 0 else { throw ParsingError("it has no pixels") }
        let image = try PictureReader.png(pixels)
        let longest = max(width, height)
        guard longest > PictureReader.thumbnailSide else { return Picture(width: width, height: height, image: image, thumbnail: image) }
        func scaled(_ length: Int) -> Int32 { Int32(max(1, (length * PictureReader.thumbnailSide + longest / 2) / longest)) }
        guard let small = gdk_pixbuf_scale_simple(pixels, scaled(width), scaled(height), GDK_INTERP_BILINEAR) else {
            throw ParsingError("out of memory")
        }
        defer { g_object_unref(UnsafeMutableRawPointer(small)) }
        return Picture(width: width, height: height, image: image, thumbnail: try PictureReader.png(small))
    }

    /// Pixels of the first frame, which the caller releases.
    private func decode(_ bytes: [UInt8], loader name: String) throws(ParsingError) -> OpaquePointer {
        guard let loader = gdk_pixbuf_loader_new_with_type(name, nil) else { throw ParsingError("\(name) can't be decoded here") }
        defer { g_object_unref(loader) }
        var bounds = cpixbuf_limits(side: limits.side, pixels: limits.pixels, is_exceeded: 0)
        let isRead = withUnsafeMutablePointer(to: &bounds) { bounds in
            cpixbuf_limit(loader, bounds)
            let isTaken = bytes.withUnsafeBufferPointer { gdk_pixbuf_loader_write(loader, $0.baseAddress, gsize($0.count), nil) != 0 }
            // Has to be closed in any case, and says whether the picture was whole.
            return gdk_pixbuf_loader_close(loader, nil) != 0 && isTaken
        }
        guard bounds.is_exceeded == 0 else { throw ParsingError("it has more than \(limits.pixels) pixels or is too long") }
        guard isRead, let pixels = gdk_pixbuf_loader_get_pixbuf(loader) else { throw ParsingError("it is damaged") }
        g_object_ref(UnsafeMutableRawPointer(pixels))
        return pixels
    }

    private static func png(_ pixels: OpaquePointer) throws(ParsingError) -> [UInt8] {
        var buffer: UnsafeMutablePointer<CChar>?
        var size: gsize = 0
        guard gdk_pixbuf_save_to_bufferv(pixels, &buffer, &size, "png", nil, nil, nil) != 0, let buffer else {
            throw ParsingError("out of memory")
        }
        defer { g_free(buffer) }
        return Array(UnsafeRawBufferPointer(start: buffer, count: Int(size)))
    }
}
