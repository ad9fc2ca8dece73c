import Documents

/// How complex a password must be (crits-web.md 1.5).
public struct PasswordPolicy: Sendable {
    private let expression: String
    /// In words, for forms and refusals.
    public let description: String

    /// The policy of the settings.
    public init(_ settings: SiteSettings) {
        expression = settings.passwordComplexityExpression
        description = settings.passwordComplexityDescription
    }

    /// Throws naming the policy. An expression that takes too long on a password counts as not met.
    public func check(_ password: String, field: String) throws(AccountError) {
        let isMet = (try? Pattern(expression).matches(password)) ?? false
        guard isMet else { throw AccountError(.invalid, field: field, "Password not complex enough: \(description)") }
    }
}
