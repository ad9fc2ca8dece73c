import Model
import Storage

extension Administration {
    /// Gives a user a second factor after a code proved that the app has it. Throws when the code is wrong.
    public func setSecondFactor(_ factor: TOTP, code: String, user name: String) async throws {
        guard try await currentSettings().site.secondFactor != .disabled else {
            throw AccountError(.refused, field: "code", "second factors are switched off (setting totp_web)")
        }
        guard let step = factor.step(of: code, at: now()) else {
            throw AccountError(.invalid, field: "code", "is wrong; is the clock of the device right?")
        }
        let sealed = try factor.sealed(user: name, box: box)
        try await change("username", name) {
            try await store.changeUser(named: name) { $0.sealedTOTPSecret = sealed }
            // The code that proved it opens nothing more.
            _ = try await store.takeTOTP(step: step, of: name)
        }
        try await finish("user.totp.set", name)
    }

    /// Takes the second factor of a user away, such as when the device was lost.
    public func removeSecondFactor(user name: String) async throws {
        try await change("username", name) { try await store.changeUser(named: name) { $0.sealedTOTPSecret = nil } }
        try await finish("user.totp.remove", name)
    }

    /// The base-32 text of a new second factor while it is being proven, read back from a form.
    public func secondFactor(_ text: String) throws(AccountError) -> TOTP {
        guard let factor = TOTP(text: text) else { throw AccountError(.invalid, field: "secret", "is not base 32") }
        return factor
    }
}
