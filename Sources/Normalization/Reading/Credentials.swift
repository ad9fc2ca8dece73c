internal import Documents

/// Writing of `auth_attempts`, an array of `{login, password}` (normalization.md 1.2).
enum Credentials {
    /// Writes `[login, password]` as one attempt.
    static func write(_ pair: JSONView, field: StaticString, to writer: inout JSONWriter) throws(NormalizationError) {
        guard writer.pair(pair, as: "login", "password") else { throw .notCredentials(field.description) }
    }

    /// Writes each `[login, password]` of an array.
    static func write(all pairs: JSONView, field: StaticString, to writer: inout JSONWriter) throws(NormalizationError) {
        guard writer.pairs(pairs, as: "login", "password") else { throw .notCredentials(field.description) }
    }

    /// Writes one attempt; what is nil stays out.
    static func write(login: JSONView?, password: JSONView?, to writer: inout JSONWriter) {
        writer.beginObject()
        if let login { writer.member("login", login) }
        if let password { writer.member("password", password) }
        writer.endObject()
    }
}
