internal import Documents

extension ContentGuess {
    /// How far into a text an HTML tag may begin.
    private static let earlyBytes = 4_096

    static func text(_ content: [UInt8]) -> String? {
        guard content.allSatisfy(isTextByte), JSONText.isUTF8(content) else { return nil }
        let charset = content.allSatisfy { $0 < 0x80 } ? "ASCII text" : "UTF-8 Unicode text"
        if let language = scriptLanguage(content) { return "\(language) script, \(charset) executable" }
        let start = content.prefix(earlyBytes).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if start.starts(with: "<?php".utf8) { return "PHP script, \(charset)" }
        if contains("<html", in: start) || contains("<!doctype", in: start) { return "HTML document, \(charset)" }
        return charset
    }

    private static func isTextByte(_ byte: UInt8) -> Bool {
        byte >= 0x20 ? byte != 0x7F : (0x07...0x0D).contains(byte) || byte == 0x1B
    }

    private static func contains(_ word: String, in text: [UInt8]) -> Bool {
        let word = Array(word.utf8)
        guard text.count >= word.count else { return false }
        return (0...text.count - word.count).contains { text[$0...].starts(with: word) }
    }

    /// The language of a `#!` line, through `env` where that is named.
    private static func scriptLanguage(_ content: [UInt8]) -> String? {
        guard content.starts(with: "#!".utf8) else { return nil }
        let line = content.dropFirst(2).prefix(256).prefix { $0 != 0x0A && $0 != 0x0D }
        let words = line.split { $0 == 0x20 || $0 == 0x09 }.map { String(decoding: $0, as: UTF8.self) }
        guard var program = words.first.map(lastComponent) else { return nil }
        if program == "env", let next = words.dropFirst().first(where: { !$0.hasPrefix("-") && !$0.contains("=") }) {
            program = lastComponent(next)
        }
        if program == "sh" { return "POSIX shell" }
        if program == "bash" { return "Bourne-Again shell" }
        if program.hasPrefix("perl") { return "Perl" }
        if program.hasPrefix("python") { return "Python" }
        return nil
    }

    private static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
