import Documents
import Model
import Storage

extension Administration {
    /// Changes one's own password. The current one must be right and the new one another; all login sessions end. A wrong
    /// current password counts as a failed log-in, so that a stolen session can't guess it (threats.md 9).
    public func changeOwnPassword(user name: String, current: String, to new: String) async throws {
        let user = try await user(name)
        if let end = try await store.loginState(of: name).lockedUntil, end > now() {
            throw AccountError(.refused, field: "current", "is not tried: too many wrong passwords")
        }
        guard try await hasher.verify(current, against: user.passwordHash) else {
            try await noteWrongPassword(of: name)
            throw AccountError(.invalid, field: "current", "Current password invalid.")
        }
        guard new != current else { throw AccountError(.invalid, field: "new_password", "must differ from the current one") }
        try await checkPassword(new, field: "new_password")
        try await replacePassword(of: name, by: new, mustChange: false)
        try await finish("user.password", name)
    }

    private func noteWrongPassword(of name: String) async throws {
        let settings = try await currentSettings()
        try await change("username", name) {
            _ = try await store.recordFailure(
                of: name, limit: settings.invalidLoginAttempts, lockingUntil: settings.lockoutEnd(from: now()), at: now())
        }
        try await store.appendAudit(AuditEntry(time: now(), actor: actor, action: "login.failed", subject: "\(name) password change"))
    }
}

extension Settings {
    /// When a lockout that starts now ends (ruling 42).
    func lockoutEnd(from now: Timestamp) -> Timestamp {
        lockoutMinutes == 0
            ? Timestamp(microseconds: .max) : Timestamp(microseconds: now.microseconds &+ Int64(lockoutMinutes) &* 60_000_000)
    }
}
