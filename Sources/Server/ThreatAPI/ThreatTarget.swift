import HTTPTypes

/// What a path of the threat-intelligence API names (crits-api.md 1.1).
enum ThreatTarget: Sendable {
    case directory
    case list(resource: String)
    case schema(resource: String)
    case set(resource: String, ids: String)
    case detail(resource: String, id: String)

    /// Reads what follows `/api/v1`; nil where nothing lies.
    init?(_ path: [Substring]) {
        guard let resource = path.first.map(String.init) else {
            self = .directory
            return
        }
        guard ThreatMethods.resources.contains(resource) else { return nil }
        switch (path.count, path.dropFirst().first) {
        case (1, _): self = .list(resource: resource)
        case (2, "schema"): self = .schema(resource: resource)
        case (3, "set"): self = .set(resource: resource, ids: String(path[2]))
        case (2, let id?) where !ThreatMethods.detail(resource).isEmpty: self = .detail(resource: resource, id: String(id))
        default: return nil
        }
    }

    /// The methods it takes.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .directory, .schema, .set: [.get]
        case .list(let resource): ThreatMethods.list(resource)
        case .detail(let resource, _): ThreatMethods.detail(resource)
        }
    }
}
