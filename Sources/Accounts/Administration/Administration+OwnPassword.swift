import Model

extension Administration {
    /// Changes a password for one who knows the present one; all login sessions of the user end.
    public func changeOwnPassword(user name: String, current: String, to new: String) async throws {
        let user = try await user(name)
        guard try await hasher.verify(current, against: user.passwordHash) else {
            throw AccountError(.refused, field: "current", "is not right")
        }
        try await setPassword(new, user: name)
    }
}
