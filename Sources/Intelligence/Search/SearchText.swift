/// How values of search parameters are read.
enum SearchText {
    /// Without white space at both ends (crits-api.md 4.1).
    static func trimmed(_ text: some StringProtocol) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }), let last = scalars.lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(String.UnicodeScalarView(scalars[first...last]))
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }

    /// Without one pair of equal quotes that begins and ends the text.
    static func unquoted(_ text: String) -> String {
        let bytes = text.utf8
        guard bytes.count >= 2, let first = bytes.first, first == bytes.last, first == 0x22 || first == 0x27 else { return text }
        return String(Substring(bytes.dropFirst().dropLast()))
    }

    /// The items of a comma-separated list, neither trimmed nor protected by quotes (crits-api.md 4.3).
    static func items(_ text: String) -> [String] {
        text.utf8.split(separator: 0x2C, omittingEmptySubsequences: false).map { unquoted(String(Substring($0))) }
    }

    /// The trimmed items of a comma-separated list of names; empty ones are left out (crits-api.md 5).
    static func names(_ text: String) -> [String] {
        text.utf8.split(separator: 0x2C).map { trimmed(Substring($0)) }.filter { !$0.isEmpty }
    }

    /// Whether a switch such as `or` is on: empty, `0`, `false`, `False`, `no` mean off (crits-api.md 4.1).
    static func isOn(_ text: String?) -> Bool {
        guard let text else { return false }
        return !["", "0", "false", "False", "no"].contains(text)
    }
}
