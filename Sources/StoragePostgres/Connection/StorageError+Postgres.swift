import Storage

extension StorageError {
    /// What an error of the server means to a caller, told by its SQLSTATE.
    init(state: String, message: String, label: String) {
        self.init(StorageError.code(state), "\(label): \(message) (SQLSTATE \(state))")
    }

    /// The longest prefix that is listed decides.
    private static func code(_ state: String) -> Code {
        for length in [5, 4, 2] {
            if let code = codes[String(state.prefix(length))] { return code }
        }
        return .failed
    }

    private static let codes: [String: Code] = [
        // Connection lost or refused; shutdown; too many connections, no memory; log-in refused; no such database.
        "08": .unavailable, "57P0": .unavailable, "53": .unavailable, "28": .unavailable, "3D": .unavailable,
        // Deadlock, serialisation, lock not available: asking again helps.
        "40": .unavailable, "55P03": .unavailable, "55006": .unavailable,
        "53100": .full,
        "25006": .readOnly, "42501": .readOnly,
        "57014": .tooExpensive,
        "23505": .conflict,
        "XX001": .corrupt, "XX002": .corrupt,
    ]
}
