internal import Documents

/// What was tried to log in with: texts of the payload, either of which may be missing.
struct LoginAttempt {
    var login: JSONView?
    var password: JSONView?

    /// The attempts of an array of `[login, password]` or of objects with such members; nil when it holds anything else.
    static func list(_ value: JSONView) -> [LoginAttempt]? {
        guard value.kind == .array else { return nil }
        var attempts: [LoginAttempt] = []
        for element in value.elements {
            guard let attempt = LoginAttempt(element) else { return nil }
            if attempt.login != nil || attempt.password != nil { attempts.append(attempt) }
        }
        return attempts
    }

    init(login: JSONView?, password: JSONView?) {
        self.login = login
        self.password = password
    }

    private init?(_ element: JSONView) {
        if let (login, password) = element.pair {
            guard login.isTextOrNull, password.isTextOrNull else { return nil }
            self.init(login: login.textOrNil, password: password.textOrNil)
        } else {
            guard element.kind == .object else { return nil }
            let login = FieldNames.login.lazy.compactMap { element.member(named: $0)?.textOrNil }.first
            self.init(login: login, password: element["password"]?.textOrNil)
        }
    }
}

extension JSONView {
    fileprivate var isTextOrNull: Bool { kind == .string || isNull }

    /// This value when it is a string.
    var textOrNil: JSONView? { kind == .string ? self : nil }
}
