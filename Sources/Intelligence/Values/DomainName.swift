/// A domain's name with its root (crits-resources-1.md 8.3).
struct DomainName: Equatable {
    /// In lower case, without the final dot.
    let name: String
    /// Public suffix plus one label.
    let root: String

    /// No name in the domain name system is longer than 253 bytes; the room is for other conventions.
    static let maximumBytes = 1_024

    /// Checks and normalises a name.
    init(_ text: String, options: CommandOptions) throws(Objection) {
        var name = text.trimmed.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        guard name.utf8.count <= Self.maximumBytes else { throw Objection("The domain is longer than \(Self.maximumBytes) bytes.") }
        guard !name.utf8.contains(where: { Self.forbidden.contains($0) || $0 == 0 }) else {
            throw Objection("Domain holds a forbidden character (a space or one of / : @ \\): \(name.shortened)")
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard !labels.contains(where: \.isEmpty) else { throw Objection("Invalid domain: \(name.shortened)") }
        guard labels.count > 1, let last = labels.last, !last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Objection("Unknown top-level domain: \(name.shortened)")
        }
        guard !options.requiresKnownTLD || options.suffixes.knowsTopLevel(of: name) else {
            throw Objection("Unknown top-level domain: \(name.shortened)")
        }
        self.name = name
        root = options.suffixes.root(of: name)
    }

    private static let forbidden = Array("/:@\\ ".utf8)
}
