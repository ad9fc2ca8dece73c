package import Model

/// How both engines keep small structures of accounts in a list of texts.
package enum AccountTexts {
    private static let flags: [(letter: Character, field: any WritableKeyPath<SourceGrant, Bool> & Sendable)] = [
        ("r", \.read), ("w", \.write), ("R", \.tlpRed), ("A", \.tlpAmber), ("G", \.tlpGreen),
    ]

    /// One text a grant: the letters of what it grants, a blank, the source's name.
    package static func encode(_ grants: [SourceGrant]) -> [String] {
        grants.map { grant in
            String(flags.filter { grant[keyPath: $0.field] }.map(\.letter)) + " " + grant.name
        }
    }

    /// The grants of such texts, in the order of their sources' names.
    package static func grants(_ texts: [String]) -> [SourceGrant] {
        var result: [SourceGrant] = []
        for text in texts {
            guard let blank = text.firstIndex(of: " ") else { continue }
            var grant = SourceGrant(name: String(text[text.index(after: blank)...]))
            for flag in flags where text[..<blank].contains(flag.letter) { grant[keyPath: flag.field] = true }
            result.append(grant)
        }
        return result.sorted { $0.name < $1.name }
    }

    /// Names and values in turn, in the order of names.
    package static func encode(_ pairs: [String: String]) -> [String] {
        pairs.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
    }

    /// The pairs of such texts.
    package static func pairs(_ texts: [String]) -> [String: String] {
        var result: [String: String] = [:]
        for index in stride(from: 0, to: texts.count - 1, by: 2) { result[texts[index]] = texts[index + 1] }
        return result
    }
}
