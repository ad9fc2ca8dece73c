/// What of a requested url is worth counting as a search term (normalization.md 4.6).
enum Dork {
    /// The path of a url; nil for what every crawler asks for.
    static func content(ofURL url: String) -> String? {
        var path = URLParts(url, readsAuthorityAtStart: false).path
        if path.utf8.starts(with: "//".utf8) { path = path[path.utf8.index(after: path.startIndex)...] }
        let scalars = Array(path.unicodeScalars)
        guard scalars.count > 1, !isRoutine(scalars) else { return nil }
        return String(path)
    }

    /// Fragments of paths that are no dorks; a dot stands for any character.
    private static let routine: [[Unicode.Scalar]] = ["/headers", "favicon.ico", "w00tw00t", "/robots.txt"].map {
        Array($0.unicodeScalars)
    }

    private static func isRoutine(_ path: [Unicode.Scalar]) -> Bool {
        routine.contains { fragment in
            guard path.count >= fragment.count else { return false }
            return (0...path.count - fragment.count).contains { start in
                fragment.indices.allSatisfy { fragment[$0] == "." || fragment[$0] == path[start + $0] }
            }
        }
    }
}
