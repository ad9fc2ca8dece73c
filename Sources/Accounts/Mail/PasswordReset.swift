import Documents
import Model
import Storage

/// A new password for who forgot theirs, by a token that is mailed (crits-web.md 1.9).
///
/// The token is 128 random bits, so that it can't be guessed in its life; only its hash is kept, one a user.
public struct PasswordReset: Sendable {
    /// How long a token opens.
    static let lifetime: Int64 = 15 * 60_000_000
    /// Actor of what happens before anybody is known.
    private static let actor = "anonymous"

    private let administration: Administration
    private let send: @Sendable (Mail, SiteSettings) async throws -> Void

    /// Resets with an administration whose actor does not count, mailed by the mail server of the settings.
    public init(_ administration: Administration) {
        let box = administration.box
        self.init(administration) { mail, settings in try await Mailer(settings, box: box).send(mail) }
    }

    init(_ administration: Administration, send: @escaping @Sendable (Mail, SiteSettings) async throws -> Void) {
        self.administration = administration.acting(as: PasswordReset.actor)
        self.send = send
    }

    /// Whether mail can be sent at all; where not, the page says that an administrator resets.
    public func isPossible() async throws -> Bool {
        let settings = try await administration.currentSettings().site
        return Mailer(settings, box: nil).isConfigured
    }

    /// Mails a token when name and address belong together. Nothing tells the caller whether they do: answer before this
    /// returns, since a mail takes longer than none.
    public func request(user name: String, email: String) async throws {
        guard (try? Administration.checkName(name)) != nil, let user = try await administration.store.user(named: name), user.isActive,
            !user.email.isEmpty,
            user.email.lowercased() == email.lowercased()
        else { return }
        let settings = try await administration.currentSettings().site
        let token = RandomText.hexadecimal(bytes: 16)
        let expires = Timestamp(microseconds: administration.now().microseconds &+ PasswordReset.lifetime)
        try await administration.store.putResetToken(hash: Authenticator.hash(token), user: name, expires: expires)
        try await administration.finish("user.reset.request", name)
        let place = settings.instanceURL.isEmpty ? "Your code: \(token)" : "\(settings.instanceURL)/reset/?token=\(token)"
        try await send(
            Mail(
                to: user.email, subject: "New password for \(settings.instanceName)",
                body: """
                    Someone, hopefully you, asked for a new password for the user \(name) of \(settings.instanceName).
                    This opens for 15 minutes and once:

                    \(place)

                    If it was not you, nothing has to be done: your password is as it was.
                    """), settings)
    }

    /// Sets a new password by a token; gives whose. A token that is wrong, used or too old is refused with one text. A
    /// password that is refused leaves the token as it was.
    public func complete(token: String, password: String) async throws -> String {
        try await administration.checkPassword(password)
        let hash = Authenticator.hash(token)
        guard let name = try await administration.store.takeResetToken(hash: hash, at: administration.now()) else {
            throw AccountError(.invalid, field: "token", "is wrong, was used, or is too old: ask for a new one")
        }
        guard try await administration.user(name).isActive else {
            throw AccountError(.refused, field: "username", "the account is disabled")
        }
        try await administration.replacePassword(of: name, by: password, mustChange: false)
        try await administration.finish("user.reset.complete", name)
        return name
    }
}
