extension ContentGuess {
    static func image(_ bytes: ByteFields) -> String? {
        if bytes.starts(with: "GIF87a") || bytes.starts(with: "GIF89a") { return gif(bytes) }
        if bytes[0] == 0x89, bytes.contains("PNG\r\n\u{1A}\n", at: 1) { return png(bytes) }
        if bytes[0] == 0xFF, bytes[1] == 0xD8, bytes[2] == 0xFF { return "JPEG image data" }
        return nil
    }

    private static func gif(_ bytes: ByteFields) -> String {
        let words = "GIF image data, version " + bytes.ascii(from: 3, limit: 3) { _ in true }
        guard let width = bytes.number(at: 6, bytes: 2), let height = bytes.number(at: 8, bytes: 2) else { return words }
        return "\(words), \(width) x \(height)"
    }

    private static func png(_ bytes: ByteFields) -> String {
        let words = "PNG image data"
        guard let width = bytes.number(at: 16, bytes: 4, bigEndian: true),
            let height = bytes.number(at: 20, bytes: 4, bigEndian: true),
            let depth = bytes[24], let colour = bytes[25], let interlacing = bytes[28]
        else { return words }
        let colours =
            switch colour {
            case 0: " grayscale"
            case 2: "/color RGB"
            case 3: " colormap"
            case 4: " gray+alpha"
            case 6: "/color RGBA"
            default: ""
            }
        return "\(words), \(width) x \(height), \(depth)-bit\(colours), \(interlacing == 0 ? "non-interlaced" : "interlaced")"
    }
}
