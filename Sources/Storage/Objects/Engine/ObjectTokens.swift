package import Documents
package import Model

/// The tokens by which an object is found: one for each path and value that a criterion can ask for.
///
/// A token is a hash of path and value. An object's tokens come from its stored document by these functions alone, because
/// taking a row out of an index needs exactly the tokens that were put in (`sqlite-notes.md`). A change of the functions needs
/// another ``version`` and a new index.
package struct ObjectTokens: Sendable {
    /// Of the functions; kept with the index.
    package static let version: Int64 = 1
    private let seed: UInt64

    /// What stands between path and value, so that none looks like another.
    private enum Mark: UInt8 {
        case string = 1
        case number, double, boolean, date, exists, type, accessClass, identity
    }

    package init(seed: UInt64) { self.seed = seed }

    // MARK: Of questions

    /// The token of a path with a value; nil for a value that has none.
    package func token(_ path: [String], equals value: DocumentValue) -> UInt64? {
        var buffer: [UInt8] = []
        ObjectTokens.append(path, to: &buffer)
        return token(&buffer, value)
    }

    /// The token of a path that reaches something.
    package func token(exists path: [String]) -> UInt64 {
        var buffer: [UInt8] = []
        ObjectTokens.append(path, to: &buffer)
        return hash(&buffer, .exists)
    }

    /// The token that all objects of a type have.
    package func token(type: String) -> UInt64 {
        var buffer = Array(type.utf8)
        return hash(&buffer, .type)
    }

    /// The token that all objects of an access class have.
    package func token(accessClass: Int64) -> UInt64 {
        var buffer: [UInt8] = []
        ObjectTokens.append(UInt64(bitPattern: accessClass), to: &buffer)
        return hash(&buffer, .accessClass)
    }

    /// The number by which a natural key is found; the key itself decides.
    package func identity(_ identity: String, of type: String) -> Int64 {
        var buffer: [UInt8] = []
        ObjectTokens.append([type, identity], to: &buffer)
        return Int64(bitPattern: hash(&buffer, .identity))
    }

    // MARK: Of documents

    /// Adds the tokens of a document below a path.
    package func add(_ document: Document, at path: [String] = [], to tokens: inout Set<UInt64>) {
        var buffer: [UInt8] = []
        ObjectTokens.append(path, to: &buffer)
        add(document, &buffer, &tokens)
    }

    /// Adds the tokens of an entry of a growing list, as it is shown.
    package func add(_ part: Document, of list: GrowingList, to tokens: inout Set<UInt64>) {
        add(ObjectParts.shown(part, in: list), at: [list.rawValue], to: &tokens)
    }

    private func add(_ document: Document, _ path: inout [UInt8], _ tokens: inout Set<UInt64>) {
        for field in document.fields {
            let length = path.count
            ObjectTokens.append([field.name], to: &path)
            tokens.insert(hash(&path, .exists))
            add(field.value, &path, &tokens)
            path.removeSubrange(length...)
        }
    }

    private func add(_ value: DocumentValue, _ path: inout [UInt8], _ tokens: inout Set<UInt64>) {
        switch value {
        case .document(let document): add(document, &path, &tokens)
        case .list(let elements):
            for element in elements {
                switch element {
                // Lists in lists are reached by an index only, which has no token.
                case .list: break
                case .document(let document): add(document, &path, &tokens)
                default: if let token = token(&path, element) { tokens.insert(token) }
                }
            }
        default: if let token = token(&path, value) { tokens.insert(token) }
        }
    }

    // MARK: Hashing

    /// Leaves the buffer as it was.
    private func token(_ path: inout [UInt8], _ value: DocumentValue) -> UInt64? {
        let length = path.count
        defer { path.removeSubrange(length...) }
        switch value {
        case .string(let text):
            path.append(contentsOf: text.utf8)
            return StableHash.hash(bytes: path, seed: seed ^ UInt64(length) << 8 ^ UInt64(Mark.string.rawValue))
        case .integer(let number):
            ObjectTokens.append(UInt64(bitPattern: number), to: &path)
            return hash(&path, .number)
        case .double(let number):
            // What is the same number has the same token.
            if let whole = Int64(exactly: number) { return token(&path, .integer(whole)) }
            ObjectTokens.append(number.bitPattern, to: &path)
            return hash(&path, .double)
        case .boolean(let isTrue):
            path.append(isTrue ? 1 : 0)
            return hash(&path, .boolean)
        case .date(let date):
            ObjectTokens.append(UInt64(bitPattern: date.milliseconds), to: &path)
            return hash(&path, .date)
        case .list, .document: return nil
        }
    }

    private func hash(_ bytes: inout [UInt8], _ mark: Mark) -> UInt64 {
        StableHash.hash(bytes: bytes, seed: seed ^ UInt64(mark.rawValue))
    }

    /// Each name after its length, so that names with any characters stay apart.
    private static func append(_ names: [String], to buffer: inout [UInt8]) {
        for name in names {
            append(UInt64(name.utf8.count), to: &buffer)
            buffer.append(contentsOf: name.utf8)
        }
    }

    private static func append(_ number: UInt64, to buffer: inout [UInt8]) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { buffer.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}

extension StableHash {
    /// Hash of some bytes.
    package static func hash(bytes: [UInt8], seed: UInt64) -> UInt64 {
        bytes.withUnsafeBufferPointer { hash($0, seed: seed) }
    }
}
