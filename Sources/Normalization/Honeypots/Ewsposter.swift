internal import Documents
internal import Model

/// Alerts that T-Pot's ewsposter relays as JSON made from its XML: attributes as `@name`, texts as `#text`.
///
/// A message holds one `Alert`, or several in an array; each gives a session.
enum Ewsposter {
    private static let honeypot = "ewsposter"

    static func isAlert(_ object: JSONView) -> Bool {
        guard let alert = first(of: object["Alert"]) else { return false }
        return alert["Source"]?.kind == .object && alert["Analyzer"] != nil
    }

    static func alerts(_ object: JSONView, _ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        guard let value = object["Alert"] else { throw .missing("Alert") }
        guard value.kind == .array else { return try session(of: value, input).map { [.session($0)] } ?? [] }
        var observations: [Observation] = []
        for alert in value.elements {
            if let session = try session(of: alert, input) { observations.append(.session(session)) }
        }
        return observations
    }

    private static func first(of value: JSONView?) -> JSONView? {
        guard let value, value.kind == .array else { return value }
        var elements = value.elements
        return elements.next()
    }

    private static func session(of alert: JSONView, _ input: NormalizerInput) throws(NormalizationError) -> Session? {
        guard let address = alert["Source"]?["#text"]?.addressLiteral else { throw .missing("Source") }
        guard let source = input.source(address) else { return nil }
        let target = alert["Target"]
        let destination = target?["#text"]?.nonEmptyString
        let facts = AlertFacts(alert, destination: destination)
        var writer = JSONWriter(capacity: 1_024)
        if facts.login != nil || facts.password != nil {
            writer.name("auth_attempts")
            writer.beginArray()
            Credentials.write(login: facts.login, password: facts.password, to: &writer)
            writer.endArray()
        }
        writer.name("session_ewsposter")
        writer.beginObject()
        let members = alert.distinctMembers
        let taken = members.indices.filter { index in
            ["Source", "Target", "AdditionalData"].contains { members[index].name.isString($0) }
        }
        let eraser = AddressEraser(destination)
        eraser.write(members, leavingOut: Set(taken), to: &writer)
        if !facts.rest.isEmpty {
            writer.name("AdditionalData")
            writer.beginArray()
            for element in facts.rest { eraser.write(element, to: &writer) }
            writer.endArray()
        }
        writer.endObject()
        return Session(
            timestamp: input.received, honeypot: honeypot,
            protocol: facts.protocol ?? target?["@protocol"]?.nonEmptyString, sourceIP: source,
            sourcePort: alert["Source"]?["@port"]?.portNumber, destinationIP: destination.map(IPLiteral.unwrapped),
            destinationPort: target?["@port"]?.portNumber, details: writer.bytes, activities: facts.activities.list)
    }
}

/// What an alert's `AdditionalData` elements tell, by their `@meaning`.
private struct AlertFacts {
    private(set) var login: JSONView?
    private(set) var password: JSONView?
    private(set) var `protocol`: String?
    private(set) var activities: Activities
    /// Elements that went into no field.
    private(set) var rest: [JSONView] = []

    init(_ alert: JSONView, destination: String?) {
        activities = Activities(hiding: destination)
        guard let data = alert["AdditionalData"] else { return }
        if data.kind == .array {
            for element in data.elements { read(element) }
        } else {
            read(data)
        }
    }

    private mutating func read(_ element: JSONView) {
        let value = element["#text"]?.textOrNil
        switch element["@meaning"]?.string {
        case "username": login = value
        case "password": password = value
        case "protocol" where value?.nonEmptyString != nil: `protocol` = value?.string
        // Addresses of the honeypot, which stand in no other field than its own.
        case "externalIP", "internalIP": break
        case let meaning:
            rest.append(element)
            switch meaning {
            case "input": activities.append(.command, value)
            case "url": activities.append(.url, value)
            default: break
            }
        }
    }
}
