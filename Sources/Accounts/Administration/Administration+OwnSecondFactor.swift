import Model

extension Administration {
    /// Takes one's own second factor away, for one who knows the password.
    public func removeOwnSecondFactor(user name: String, current: String) async throws {
        let user = try await user(name)
        guard try await hasher.verify(current, against: user.passwordHash) else {
            throw AccountError(.invalid, field: "current", "Current password invalid.")
        }
        try await removeSecondFactor(user: name)
    }
}
