/// What is known of a user beside name, password and roles; any may be empty.
public struct UserDetails: Sendable, Equatable {
    /// At most 30 bytes.
    public var firstName: String
    /// At most 30 bytes.
    public var lastName: String
    /// At most 254 bytes.
    public var email: String
    /// Source name of their comments, at most 128 bytes.
    public var organization: String
    /// Free text, at most 1,024 bytes.
    public var description: String

    /// Details in the order of forms.
    public init(
        _ firstName: String = "", _ lastName: String = "", _ email: String = "", _ organization: String = "",
        _ description: String = ""
    ) {
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.organization = organization
        self.description = description
    }
}
