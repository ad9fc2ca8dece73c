import Documents

/// Why a command changes nothing; thrown out of the transaction, so that what was written before goes with it.
struct CommandRefusal: Error, Equatable {
    /// The reason, naming the field.
    let message: String
    /// The existing object, where the answer tells it.
    var id: ObjectID?

    init(_ message: String, id: ObjectID? = nil) {
        self.message = message
        self.id = id
    }

    static func required(_ parameter: String) -> CommandRefusal { CommandRefusal("Parameter \(parameter) is required.") }
    static func wrongType(_ parameter: String) -> CommandRefusal { CommandRefusal("Parameter \(parameter) has a wrong type.") }
    static let noPermission = CommandRefusal("User does not have permission to create Object.")
    static let relatedNotFound = CommandRefusal("Related object not found.")
}
