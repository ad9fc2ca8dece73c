public import Documents
import Model
public import Storage

/// Relationships, which always stand on both documents (crits-api.md 10.6).
public struct Relationships {
    let transaction: any ObjectTransaction
    private let user: String

    /// Relationships made within a transaction; `user` stands in the audit log.
    public init(transaction: any ObjectTransaction, user: String) {
        self.transaction = transaction
        self.user = user
    }

    /// What a relationship says beside its two ends.
    public struct Details: Sendable, Equatable {
        /// Who says so; nil for links that the server makes.
        public var analyst: String?
        /// When it was recorded.
        public var date: Timestamp
        /// When it applied; nil for `date`, and then any stored date is a duplicate.
        public var relationshipDate: Timestamp?
        /// One of ``Vocabulary/relationshipConfidence``.
        public var confidence: String
        /// Why.
        public var reason: String

        /// Details; as they are when nothing is said.
        public init(
            analyst: String?, date: Timestamp, relationshipDate: Timestamp? = nil, confidence: String = "unknown", reason: String = ""
        ) {
            self.analyst = analyst
            self.date = date
            self.relationshipDate = relationshipDate
            self.confidence = confidence
            self.reason = reason
        }
    }

    /// What became of an attempt.
    public enum Forged: Sendable, Equatable {
        case made
        /// One side had it; the other has it now, too.
        case repaired
        /// Both sides have it already.
        case existed
    }

    /// Relates `left` to `right`: the left document gets `relationship`, the right one its inverse; both must exist. The right side
    /// gets an audit entry; the left side's is the caller's business. A versioned backdoor's family is related as well.
    ///
    /// Throws ``Objection`` for an unknown relationship and for a document with itself.
    @discardableResult
    public func forge(
        _ left: ObjectReference, _ relationship: String, _ right: ObjectReference, _ details: Details
    ) throws -> Forged {
        guard let inverse = RelationshipTypes.inverse(of: relationship) else {
            throw Objection("Unknown relationship type: \(relationship.shortened)")
        }
        guard !left.isSame(as: right) else { throw Objection("An object cannot be related to itself.") }
        let forged = try link(left, relationship, inverse, right, details)
        try linkFamilies(left, relationship, inverse, right, details)
        return forged
    }

    private func link(
        _ left: ObjectReference, _ relationship: String, _ inverse: String, _ right: ObjectReference, _ details: Details
    ) throws -> Forged {
        let there = try entry(on: left, relationship, to: right, at: details.relationshipDate)
        let back = try entry(on: right, inverse, to: left, at: details.relationshipDate)
        switch (there, back) {
        case (.some, .some): return .existed
        case (let known?, nil):
            try add(to: right, inverse, of: left, like: known)
        case (nil, let known?):
            try add(to: left, relationship, of: right, like: known)
        case (nil, nil):
            let entry = Self.entry(details)
            try add(to: left, relationship, of: right, like: entry)
            try add(to: right, inverse, of: left, like: entry)
        }
        try noteRightSide(right)
        return there == nil && back == nil ? .made : .repaired
    }

    private func entry(
        on object: ObjectReference, _ relationship: String, to other: ObjectReference, at date: Timestamp?
    ) throws -> Document? {
        try entries(on: object, relationship, to: other, at: date).first?.value
    }

    /// What one side holds of a relationship, of any date where none is given.
    func entries(
        on object: ObjectReference, _ relationship: String, to other: ObjectReference, at date: Timestamp?
    ) throws -> [ObjectPart] {
        try transaction.parts(of: object.type, id: object.id, list: .relationships, key: other.id.description, limit: Int.max)
            .filter {
                $0.value["relationship"]?.string == relationship && $0.value["type"]?.string == other.type.name
                    && (date == nil || $0.value["relationship_date"]?.date == date)
            }
    }

    /// The audit entry of the side that is not the command's own.
    func noteRightSide(_ right: ObjectReference) throws {
        try transaction.audit(
            ObjectAudit(user: user, type: right.type.name, target: right.id, method: "save()", value: "relationships"))
    }

    private func add(to object: ObjectReference, _ relationship: String, of other: ObjectReference, like entry: Document) throws {
        var entry = entry
        entry["relationship"] = .string(relationship)
        entry["type"] = .string(other.type.name)
        entry["value"] = .string(other.id.description)
        try transaction.addPart(
            of: object.type, id: object.id, list: .relationships, key: other.id.description, value: entry)
    }

    private static func entry(_ details: Details) -> Document {
        var entry: Document = [
            "date": .date(details.date), "relationship_date": .date(details.relationshipDate ?? details.date),
            "rel_confidence": .string(details.confidence), "rel_reason": .string(details.reason),
        ]
        if let analyst = details.analyst { entry["analyst"] = .string(analyst) }
        return entry
    }

    /// Relates each end to the family of the other, where that is a versioned backdoor and neither end is a family itself.
    private func linkFamilies(
        _ left: ObjectReference, _ relationship: String, _ inverse: String, _ right: ObjectReference, _ details: Details
    ) throws {
        let leftBackdoor = try backdoor(left)
        let rightBackdoor = try backdoor(right)
        guard leftBackdoor?.version != "", rightBackdoor?.version != "" else { return }
        if let rightBackdoor, let family = try family(named: rightBackdoor.name), !family.isSame(as: left) {
            _ = try link(left, relationship, inverse, family, details)
        }
        if let leftBackdoor, let family = try family(named: leftBackdoor.name), !family.isSame(as: right) {
            _ = try link(right, inverse, relationship, family, details)
        }
    }

    private func backdoor(_ object: ObjectReference) throws -> (name: String, version: String)? {
        guard object.type.name == ObjectTypes.backdoor.name else { return nil }
        let head = try transaction.head(of: object.type, id: object.id)
        return (head?["name"]?.string ?? "", head?["version"]?.string ?? "")
    }

    private func family(named name: String) throws -> ObjectReference? {
        try transaction.ids(of: ObjectTypes.backdoor, identity: ObjectIdentity.of(name, "")).first
            .map { ObjectReference(ObjectTypes.backdoor, $0) }
    }
}

extension Workspace {
    /// Relates two documents in the caller's name, now.
    func relate(_ left: ObjectReference, _ relationship: String, _ right: ObjectReference) throws {
        try Relationships(transaction: transaction, user: caller.username)
            .forge(left, relationship, right, Relationships.Details(analyst: caller.username, date: now))
    }
}
