import Model
import Storage

extension Administration {
    /// Changes one's own password. The current one must be right and the new one another; all login sessions end. Tries are
    /// counted by the caller's authenticator, whose ``Authenticator/logIn(user:password:code:address:requiring:)`` throttles.
    public func changeOwnPassword(user name: String, current: String, to new: String) async throws {
        let user = try await user(name)
        guard try await hasher.verify(current, against: user.passwordHash) else {
            try await store.appendAudit(.init(time: now(), actor: actor, action: "login.failed", subject: "\(name) password change"))
            throw AccountError(.invalid, field: "current", "Current password invalid.")
        }
        guard new != current else { throw AccountError(.invalid, field: "new_password", "must differ from the current one") }
        try await checkPassword(new, field: "new_password")
        try await replacePassword(of: name, by: new, mustChange: false)
        try await finish("user.password", name)
    }
}
