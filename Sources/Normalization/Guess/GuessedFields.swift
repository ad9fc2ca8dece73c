internal import Documents

/// The fields of a session found by the names of an object's top-level members (normalization.md 4.15).
///
/// Of each row of names the first one with a usable value is taken; what is not taken is the rest.
struct GuessedFields {
    /// Members of the object, each name once.
    let members: [(name: JSONView, value: JSONView)]
    private(set) var sourceIP: String?
    private(set) var sourcePort: UInt16?
    /// As it was sent.
    private(set) var destination: String?
    private(set) var destinationPort: UInt16?
    private(set) var `protocol`: String?
    /// Attempts found; one member at least is not nil.
    private(set) var attempts: [LoginAttempt] = []
    /// Positions in ``members`` that went into the fields.
    private(set) var taken: Set<Int> = []

    /// - Parameter readsProtocol: Whether the names of a protocol are looked for.
    init(_ object: JSONView, readsProtocol: Bool = true) {
        members = object.distinctMembers
        let found = candidates()
        takeSource(found)
        sourcePort = sourcePort ?? take(first: .sourcePort, of: found) { $0.portNumber }
        destination = take(first: .destinationIP, of: found) { $0.nonEmptyString }
        destinationPort = take(first: .destinationPort, of: found) { $0.portNumber }
        if readsProtocol { `protocol` = take(first: .protocol, of: found) { $0.nonEmptyString } }
        takeAttempts(found)
    }

    /// The destination as a session holds it.
    var destinationIP: String? { destination.map(IPLiteral.unwrapped) }

    /// Adds an attempt that stood elsewhere in the payload, unless it is empty.
    mutating func add(_ attempt: LoginAttempt) {
        if attempt.login != nil || attempt.password != nil { attempts.append(attempt) }
    }

    /// Positions of the members of each row, in order of preference.
    private func candidates() -> [[Int]] {
        var found = [[(rank: Int, position: Int)]](repeating: [], count: FieldNames.Row.allCases.count)
        for (position, member) in members.enumerated() {
            guard let name = member.name.string, let place = FieldNames.places[name] else { continue }
            found[place.row.rawValue].append((place.rank, position))
        }
        return found.map { row in row.sorted { $0.rank < $1.rank }.map(\.position) }
    }

    private mutating func take<Value>(
        first row: FieldNames.Row, of found: [[Int]], as convert: (JSONView) -> Value?
    ) -> Value? {
        for position in found[row.rawValue] {
            if let value = convert(members[position].value) {
                taken.insert(position)
                return value
            }
        }
        return nil
    }

    private mutating func takeSource(_ found: [[Int]]) {
        if let (address, port) = take(first: .endpoint, of: found, as: { GuessedFields.endpoint($0) }) {
            sourceIP = address
            sourcePort = port
        } else {
            sourceIP = take(first: .sourceIP, of: found) { $0.addressLiteral }
        }
    }

    /// `[ip, port]` or `{ip, port}`.
    private static func endpoint(_ value: JSONView) -> (String, UInt16?)? {
        if let (address, port) = value.endpoint { return address.addressLiteral.map { ($0, port.portNumber) } }
        return value["ip"]?.addressLiteral.map { ($0, value["port"]?.portNumber) }
    }

    private mutating func takeAttempts(_ found: [[Int]]) {
        for position in found[FieldNames.Row.attempts.rawValue] where attempts.isEmpty {
            guard let list = LoginAttempt.list(members[position].value) else { continue }
            taken.insert(position)
            attempts = list
        }
        guard attempts.isEmpty else { return }
        takeLogin(found)
    }

    /// A login and a password among the top-level members; one of the two must be a text, the other may be null or missing.
    private mutating func takeLogin(_ found: [[Int]]) {
        let login = take(first: .login, of: found) { $0.kind == .string ? $0 : nil }
        let password = take(first: .password, of: found) { $0.kind == .string ? $0 : nil }
        guard login != nil || password != nil else { return }
        if login == nil { _ = take(first: .login, of: found) { $0.isNull ? $0 : nil } }
        if password == nil { _ = take(first: .password, of: found) { $0.isNull ? $0 : nil } }
        attempts.append(LoginAttempt(login: login, password: password))
    }
}

extension JSONView {
    /// The text of a string that is not empty.
    var nonEmptyString: String? {
        guard let text = string, !text.isEmpty else { return nil }
        return text
    }

    /// The text of a string that is an IP literal.
    var addressLiteral: String? {
        guard let text = string, IPLiteral(text) != nil else { return nil }
        return text
    }
}
