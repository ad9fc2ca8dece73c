/// Why an action changes nothing; its message is the envelope's (crits-actions.md 2).
struct ActionRefusal: Error, Equatable {
    let message: String

    init(_ message: String) {
        self.message = message
    }

    /// A parameter that must be there is not.
    static func missing(_ name: String) -> ActionRefusal { ActionRefusal("Missing required parameter: \(name)") }

    /// A parameter has another JSON type than it needs.
    static let wrongType = ActionRefusal("Invalid type passed.")
}
