import HTTPTypes
import Intelligence

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
        guard let entry = ResourceDirectory.resource(resource) else { return nil }
        switch (path.count, path.dropFirst().first) {
        case (1, _): self = .list(resource: resource)
        case (2, "schema"): self = .schema(resource: resource)
        case (3, "set"): self = .set(resource: resource, ids: String(path[2]))
        case (2, let id?) where !entry.detailMethods.isEmpty: self = .detail(resource: resource, id: String(id))
        default: return nil
        }
    }

    /// Whether a caller may bring a file here.
    func takesFile(of caller: Caller) -> Bool {
        guard case .list(let resource) = self else { return false }
        return CreateCommands.takesFile(resource) && CreateCommands.mayRun(resource, caller)
    }

    /// Whether what is posted here becomes samples.
    var isListOfSamples: Bool {
        if case .list("samples") = self { true } else { false }
    }

    /// The methods it takes.
    var methods: [HTTPRequest.Method] {
        let names: [String]? =
            switch self {
            case .directory, .schema, .set: ["GET"]
            case .list(let resource): ResourceDirectory.resource(resource)?.listMethods
            case .detail(let resource, _): ResourceDirectory.resource(resource)?.detailMethods
            }
        return (names ?? []).compactMap { HTTPRequest.Method($0) }
    }
}
