package import Model

/// The (source, level) pairs that some objects have in common, and how they decide who sees them (design decision 4).
///
/// Classes are numbered as they appear and never change, so what a reader sees is decided once for each class, not for each
/// object.
package struct AccessClass: Sendable, Hashable {
    /// A source with a level at which it gave the object.
    package struct Pair: Sendable, Hashable {
        package var source: String
        package var level: TLP

        package init(source: String, level: TLP) {
            self.source = source
            self.level = level
        }
    }

    /// ``ObjectVisibility`` without its fields; the raw value is stored.
    package enum Kind: Int64, Sendable {
        case bySource = 1
        case toReaders = 2
        case byReadableSource = 3
        case asTarget = 4
    }

    package var kind: Kind
    package var pairs: Set<Pair>

    package init(kind: Kind, pairs: Set<Pair> = []) {
        self.kind = kind
        self.pairs = pairs
    }

    /// Whether a reader sees the objects of the class (crits-api.md 3.5). Those that are seen as their target are decided by
    /// the target's class.
    package func isVisible(to reader: ObjectReader) -> Bool {
        if reader.seesEverything { return true }
        switch kind {
        case .bySource: return reader.sees(pairs.map { (source: $0.source, tlp: $0.level) })
        case .toReaders: return true
        case .byReadableSource: return pairs.contains { reader.sources[$0.source] != nil }
        case .asTarget: return false
        }
    }

    // MARK: Form in tables

    /// Kind and sorted pairs as one text, the same for equal classes. Sources may hold any character but the length says
    /// where each ends.
    package var text: String {
        pairs.sorted { ($0.source, $0.level.number) < ($1.source, $1.level.number) }.reduce(into: "\(kind.rawValue)") {
            $0 += ";\($1.level.number)\($1.source.unicodeScalars.count):\($1.source)"
        }
    }

    /// Reads ``text``; nil for anything else.
    package init?(text: String) {
        var rest = Substring(text).unicodeScalars
        guard let first = rest.popFirst(), let number = Int64(String(first)), let kind = Kind(rawValue: number) else { return nil }
        self.init(kind: kind)
        while let separator = rest.popFirst() {
            guard separator == ";", let digit = rest.popFirst(), let level = Int64(String(digit)).flatMap(TLP.init(number:)),
                let colon = rest.firstIndex(of: ":"), let length = Int(String(rest[..<colon]))
            else { return nil }
            rest = rest[rest.index(after: colon)...]
            guard length >= 0, length <= rest.count else { return nil }
            pairs.insert(Pair(source: String(rest.prefix(length)), level: level))
            rest = rest.dropFirst(length)
        }
    }
}

extension TLP {
    /// 0 (white) to 3 (red), as stored.
    package var number: Int64 {
        switch self {
        case .white: 0
        case .green: 1
        case .amber: 2
        case .red: 3
        }
    }

    package init?(number: Int64) {
        guard let level = TLP.allCases.first(where: { $0.number == number }) else { return nil }
        self = level
    }
}

extension ObjectVisibility {
    /// The kind of the classes of the type's objects.
    package var classKind: AccessClass.Kind {
        switch self {
        case .bySource: .bySource
        case .toReaders: .toReaders
        case .byReadableSource: .byReadableSource
        case .asTarget: .asTarget
        }
    }
}
