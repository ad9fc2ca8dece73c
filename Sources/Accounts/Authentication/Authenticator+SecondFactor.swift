import Documents
import Model
import Storage

extension Authenticator {
    /// Whether the second factor is proven, or none is asked of the user. A code opens once only (RFC 6238 5.2).
    func hasSecondFactor(_ user: User, code: String?, in snapshot: DirectorySnapshot) async throws -> Bool {
        guard snapshot.settings.site.secondFactor != .disabled, let sealed = user.sealedTOTPSecret else { return true }
        guard let box, let code, let step = try TOTP(sealed: sealed, user: user.name, box: box).step(of: code, at: now()) else {
            return false
        }
        return try await directory.store.takeTOTP(step: step, of: user.name)
    }

    /// What a user has to do before anything else: choose a password, or make a second factor.
    func duty(of user: User, in snapshot: DirectorySnapshot) -> Principal.Duty? {
        if user.mustChangePassword { return .changePassword }
        if user.sealedTOTPSecret == nil, snapshot.settings.site.secondFactor == .required { return .makeSecondFactor }
        return nil
    }
}
