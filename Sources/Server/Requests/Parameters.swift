import Documents
import Storage

/// The parameters of a honeypot resource, checked one by one; what does not fit is 400 (honeypot-api.md 2).
struct Parameters: Sendable {
    let fields: FormFields

    init(_ query: String?) {
        fields = FormFields(query)
    }

    /// A text, nil when it is absent.
    func text(_ name: String) -> String? { fields[name] }

    /// Whether it is there with any value.
    func isPresent(_ name: String) -> Bool { fields[name] != nil }

    /// The ids that a request names.
    struct Identifier {
        let id: ObjectID
        /// Whether `id` and `_id` are both there and differ, so that nothing can be found.
        let isContradiction: Bool
    }

    /// `id` or `_id`, 24 hexadecimal digits each.
    func identifier() throws -> Identifier? {
        let ids = try ["id", "_id"].compactMap { fields[$0] }.map { text -> ObjectID in
            guard let id = ObjectID(text) else { throw Refusal.badRequest }
            return id
        }
        return ids.first.map { first in Identifier(id: first, isContradiction: !ids.allSatisfy { $0 == first }) }
    }

    /// `limit`, not negative; 0 means none.
    func limit(default standard: Int) throws -> Int {
        guard let text = fields["limit"] else { return standard }
        guard let number = Parameters.integer(text), number >= 0 else { throw Refusal.badRequest }
        return number
    }

    /// A port; one that no machine has is accepted and found nowhere.
    func port(_ name: String) throws -> Int64? {
        guard let text = fields[name] else { return nil }
        guard let number = Parameters.integer(text) else { throw Refusal.badRequest }
        return Int64(number)
    }

    /// A hash by its length: 32, 40 or 128 characters, whatever they are; lower case.
    func hash() throws -> String? {
        guard let text = fields["hash"] else { return nil }
        guard [32, 40, 128].contains(text.unicodeScalars.count) else { throw Refusal.badRequest }
        return text.lowercased()
    }

    /// A regular expression.
    func pattern(_ name: String) throws -> Pattern? {
        guard let text = fields[name] else { return nil }
        do {
            return try Pattern(text)
        } catch {
            throw Refusal.badRequest
        }
    }

    /// `1` or `-1`: whether the order ascends.
    func ascending(default standard: Bool) throws -> Bool {
        switch fields["sort_order"] {
        case nil: return standard
        case "1": return true
        case "-1": return false
        default: throw Refusal.badRequest
        }
    }

    /// A time in ISO 8601; without a zone in UTC.
    func time(_ name: String) throws -> Timestamp? {
        guard let text = fields[name] else { return nil }
        if let time = Timestamp(text) { return time }
        // A `+` that was not escaped is a blank by now.
        if let blank = text.lastIndex(of: " "), let time = Timestamp(text.replacingCharacter(at: blank, with: "+")) { return time }
        throw Refusal.badRequest
    }

    /// Where a list goes on.
    func cursor() throws -> Cursor? {
        guard let text = fields["cursor"] else { return nil }
        let isSafe = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        guard isSafe, (1...1_024).contains(text.utf8.count) else { throw Refusal.badRequest }
        return Cursor(text)
    }

    /// Digits with an optional minus; nil for anything else and for what has no room in 63 bits.
    static func integer(_ text: String) -> Int? {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}

extension String {
    fileprivate func replacingCharacter(at index: Index, with character: Character) -> String {
        String(self[..<index]) + String(character) + String(self[self.index(after: index)...])
    }
}
