internal import Documents

/// Writing of `auth_attempts`, an array of `{login, password}` (normalization.md 1.2).
enum Credentials {
    /// Writes `[login, password]` as one attempt.
    static func write(_ pair: JSONView, field: StaticString, to writer: inout JSONWriter) throws(NormalizationError) {
        guard let (login, password) = pair.pair, login.kind == .string, password.kind == .string else {
            throw .notCredentials(field.description)
        }
        write(login: login, password: password, to: &writer)
    }

    /// Writes one attempt; what is nil stays out.
    static func write(login: JSONView?, password: JSONView?, to writer: inout JSONWriter) {
        writer.beginObject()
        if let login {
            writer.name("login")
            writer.value(login)
        }
        if let password {
            writer.name("password")
            writer.value(password)
        }
        writer.endObject()
    }
}
