public import Accounts
public import Documents
public import Intelligence
public import Storage

/// What administrators do to the registry of services, on pages and at the command line alike; each act is in the audit log.
public struct ServiceAdministration: Sendable {
    private let registry: ServiceRegistry
    private let administration: Administration

    /// The registry of a store, changed in the name of who acts.
    public init(store: any ObjectStore, administration: Administration) {
        registry = ServiceRegistry(store: store)
        self.administration = administration
    }

    /// All entries, by name.
    public func services() async throws -> [ServiceRecord] { try await registry.services() }

    /// One entry; throws `unknown`.
    public func service(_ name: String) async throws -> ServiceRecord {
        guard let service = try await services().first(where: { $0.name == name }) else {
            throw AccountError(.unknown, field: "service", "there is no '\(name)'")
        }
        return service
    }

    /// Switches a service on or off.
    public func setEnabled(_ name: String, _ isEnabled: Bool) async throws {
        try await refusable { try await registry.setEnabled(name, isEnabled) }
        try await administration.noteService(isEnabled ? "on" : "off", name)
    }

    /// Lets a service look at every upload, or no longer.
    public func setTriage(_ name: String, _ isOn: Bool) async throws {
        try await refusable { try await registry.setTriage(name, isOn) }
        try await administration.noteService(isOn ? "triage.on" : "triage.off", name)
    }

    /// Changes settings; secret ones are sealed, an empty secret is taken out. `maximumRuns` is the limit of runs at once, 0 for none.
    public func configure(_ name: String, _ config: Document, maximumRuns: Int? = nil) async throws {
        let service = try await service(name)
        let secrets = try sealed(config, of: name)
        guard secrets.isEmpty || service.isDistributed else {
            throw AccountError(.refused, field: "config", "a built-in service has no secret settings")
        }
        try await refusable {
            try await registry.configure(name, SecretOption.withoutSecrets(config), maximumRuns: maximumRuns)
            if !secrets.isEmpty {
                try await registry.change(name) { service in
                    for field in secrets.fields { service.secrets[field.name] = field.value == "" ? nil : field.value }
                }
            }
        }
        let names = config.fields.map(\.name) + (maximumRuns == nil ? [] : ["maximum_runs"])
        try await administration.noteService("config", "\(name) \(names.joined(separator: ","))")
    }

    /// Enters a service that a worker outside runs.
    public func add(_ service: ServiceRecord) async throws {
        var service = service
        service.secrets = try sealed(service.config, of: service.name)
        service.config = SecretOption.withoutSecrets(service.config)
        try await refusable { [service] in try await registry.add(service) }
        try await administration.noteService("add", service.name)
    }

    /// Takes a service out that a worker outside ran.
    public func remove(_ name: String) async throws {
        try await refusable { try await registry.remove(name) }
        try await administration.noteService("remove", name)
    }

    private func sealed(_ config: Document, of service: String) throws -> Document {
        var sealed = Document()
        for field in config.fields where SecretOption.isSecret(field.name) {
            let text = field.value.string ?? ""
            sealed[field.name] = text.isEmpty ? "" : .string(try administration.seal(text, of: field.name, service: service))
        }
        return sealed
    }

    private func refusable(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let objection as Objection {
            throw AccountError(.invalid, field: "service", objection.message)
        }
    }
}
