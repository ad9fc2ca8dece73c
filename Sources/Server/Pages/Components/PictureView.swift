import CQREncode

/// A QR code with the text that it holds.
struct PictureView {
    let label: String
    let caption: String
    /// Modules on a side, the quiet zone included.
    let width: Int
    /// The dark modules as an SVG path.
    let path: String

    /// Draws a text of at most some hundred bytes; nil when it does not fit a QR code.
    init?(of text: String, label: String, caption: String) {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let side = Int(code.pointee.width)
        guard side > 0, let modules = code.pointee.data else { return nil }
        let quiet = 4
        var path = ""
        for row in 0..<side {
            for column in 0..<side where modules[row * side + column] & 1 == 1 {
                path += "M\(column + quiet) \(row + quiet)h1v1h-1z"
            }
        }
        self.label = label
        self.caption = caption
        width = side + 2 * quiet
        self.path = path
    }
}
