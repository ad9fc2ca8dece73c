import Documents
import Model
import Storage

/// Indicators as feeds give them: of 900 bytes, with one source, two objects and a relationship each.
struct Indicators {
    let type = ObjectType(
        name: "Indicator", resource: "indicators", schemaVersion: 5, visibility: .bySource, ordering: [],
        growingLists: [.source, .relationships, .objects, .tickets, .actions], fields: [ObjectField("value", .string)])

    static let start = Timestamp(microseconds: 1_700_000_000_000_000)

    private func head(_ number: Int) -> Document {
        let date = DocumentValue.date(Timestamp(microseconds: Indicators.start.microseconds + Int64(number) * 1_000_000))
        return [
            "schema_version": 5, "value": .string("host-\(number).evil.example"), "lower": .string("host-\(number).evil.example"),
            "type": .string(["Domain", "IPv4 Address", "URI"][number % 3]), "status": .string(number % 4 == 0 ? "Analyzed" : "New"),
            "tlp": "green", "created": date, "modified": date, "analyst": .string("analyst-\(number % 50)"),
            "description": .string("Seen by sensor \(number % 1_000) in a campaign of much spam and little else, number \(number)"),
            "bucket_list": .list([.string("bucket-\(number % 10)"), .string("rare-\(number / 1_000)")]),
            "campaign": .list([.document(["name": .string("campaign-\(number % 20)"), "confidence": "low", "date": date])]),
            "confidence": .document(["rating": "high", "analyst": "ann"]), "impact": .document(["rating": "low", "analyst": "ann"]),
            "threat_types": .list(["Malicious Domain"]), "attack_types": .list([]), "locations": .list([]), "sectors": .list([]),
            "releasability": .list([]), "screenshots": .list([]),
            "unsupported_attrs": .document(["batch": .integer(Int64(number / 1_000))]),
        ]
    }

    /// Inserts one.
    func add(_ number: Int, _ transaction: any ObjectTransaction) throws {
        let id = transaction.newID()
        let value = "host-\(number).evil.example"
        guard try transaction.ids(of: type, identity: value).isEmpty else { return }
        try transaction.insert(type: type, id: id, identities: [value], head: head(number))
        let instance: Document = ["method": "feed", "reference": .string("r\(number)"), "tlp": "green", "analyst": "ann"]
        try transaction.addPart(
            of: type, id: id, list: .source, key: "feed", value: ["name": "feed", "instance": .document(instance)])
        try transaction.addPart(
            of: type, id: id, list: .objects, key: "o", value: ["type": "Port", "value": .string("\(number % 60_000)")])
    }
}
