public import Documents
import Model
public import Storage

/// The registry of services in the store (crits-resources-2.md 9.5).
public struct ServiceRegistry: Sendable {
    private let store: any ObjectStore

    /// Most entries.
    private static let maximum = 1_000

    /// The registry of a store.
    public init(store: any ObjectStore) { self.store = store }

    /// All entries, by name without regard to letter case.
    public func services() async throws -> [ServiceRecord] {
        try await store.objects(
            ObjectQuery(type: ObjectTypes.service, reader: .everything, limit: Self.maximum, countsMatches: false)
        ).documents.compactMap(ServiceRecord.init).sorted { ($0.name.lowercased(), $0.name) < ($1.name.lowercased(), $1.name) }
    }

    /// Enters the built-in services, or brings their entries up to date: their versions and descriptions are replaced, settings that
    /// were stored stay over the defaults. What was built in and is gone becomes unavailable. The same on several nodes is done once.
    public func install(_ analysers: [AnalyserDescription]) async throws {
        let known = try await services()
        try await store.change { transaction in
            for analyser in analysers where ServiceRecord.isVersion(analyser.version) {
                try Self.install(analyser, transaction)
            }
            let names = Set(analysers.map(\.name))
            for service in known where !service.isDistributed && !names.contains(service.name) {
                try Self.change(service.name, transaction) { $0.mark(.unavailable) }
            }
        }
    }

    private static func install(_ analyser: AnalyserDescription, _ transaction: any ObjectTransaction) throws {
        // New ones are on, and the cheap ones look at every upload (ruling 55).
        var service =
            try find(analyser.name, transaction)?.record
            ?? ServiceRecord(name: analyser.name, version: analyser.version, supportedTypes: [], runsOnTriage: analyser.runsOnTriage)
        guard !service.isDistributed else { return }
        service.version = analyser.version
        service.description = analyser.description
        service.supportedTypes = analyser.supportedTypes
        service.content = analyser.content
        do throws(Objection) {
            let known = Document(service.config.fields.filter { analyser.config[$0.name] != nil })
            service.config = try ServiceConfig.merge(known, over: analyser.config, isOpen: false)
            service.mark(.available)
        } catch {
            service.mark(.misconfigured)
        }
        try save(service, transaction)
    }

    // MARK: Administration

    /// Changes an entry; throws ``Objection`` when there is none, or when the change is none that it can have.
    @discardableResult
    public func change(
        _ name: String, _ change: @escaping @Sendable (inout ServiceRecord) throws -> Void
    ) async throws -> ServiceRecord {
        try await store.change { try Self.change(name, $0, change) }
    }

    /// Switches a service on or off; one that can't run stays off.
    public func setEnabled(_ name: String, _ isEnabled: Bool) async throws {
        try await change(name) { service in
            guard !isEnabled || service.status == .available else {
                throw Objection("Service \(name) is \(service.status.rawValue).")
            }
            service.isEnabled = isEnabled
        }
    }

    /// Lets a service look at every upload, or no longer.
    public func setTriage(_ name: String, _ isOn: Bool) async throws {
        try await change(name) { service in
            guard !isOn || service.status == .available else {
                throw Objection("Service \(name) is \(service.status.rawValue).")
            }
            service.runsOnTriage = isOn
        }
    }

    /// Replaces some settings, each by a value of the type that it has, and how many runs there may be at once. One that was
    /// misconfigured can be switched on again.
    public func configure(_ name: String, _ config: Document, maximumRuns: Int? = nil) async throws {
        try await change(name) { service in
            service.config = try ServiceConfig.merge(config, over: service.config, isOpen: service.isDistributed)
            if let maximumRuns { service.maximumRuns = max(0, maximumRuns) }
            if service.status == .misconfigured { service.status = .available }
        }
    }

    /// Enters a service that a worker outside runs; throws ``Objection`` where it can't be.
    public func add(_ service: ServiceRecord) async throws {
        let service = try Self.checked(service)
        try await store.change { transaction in
            guard try Self.find(service.name, transaction) == nil else { throw Objection("Service \(service.name) exists already.") }
            try Self.save(service, transaction)
        }
    }

    /// Takes a service that a worker outside ran out of the registry; its results stay, tasks that wait end in error.
    public func remove(_ name: String) async throws {
        try await store.change { transaction in
            guard let (id, service) = try Self.find(name, transaction) else { throw Self.unknown(name) }
            guard service.isDistributed else { throw Objection("Service \(name) is built in; switch it off instead.") }
            try transaction.delete(type: ObjectTypes.service, id: id)
            while case let tasks = try transaction.dueTasks(of: name, skipping: 0, limit: 100), !tasks.isEmpty {
                for task in tasks { try AnalysisEnding(transaction: transaction, task: task).fail("the service was removed", began: nil) }
            }
        }
    }

    private static func checked(_ service: ServiceRecord) throws(Objection) -> ServiceRecord {
        var service = service
        let name = service.name
        guard (1...100).contains(name.utf8.count), name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), name == name.trimmed else {
            throw Objection("A service's name has 1 to 100 bytes without control characters or blanks around.")
        }
        guard ServiceRecord.isVersion(service.version) else {
            throw Objection("A version is a.b or a.b.c in digits: \(service.version.shortened)")
        }
        guard !service.supportedTypes.isEmpty else { throw Objection("A service needs a type of objects.") }
        for type in service.supportedTypes where type != "all" && ObjectTypes.named(type).map({ !ObjectTypes.isTopLevel($0) }) ?? true {
            throw Objection("Unknown type: \(type.shortened)")
        }
        service.isDistributed = true
        service.config = try ServiceConfig.merge(service.config, over: Document(), isOpen: true)
        return service
    }

    // MARK: Entries

    static func find(_ name: String, _ transaction: any ObjectTransaction) throws -> (id: ObjectID, record: ServiceRecord)? {
        guard let id = try transaction.ids(of: ObjectTypes.service, identity: ObjectIdentity.of(name)).first,
            let record = try transaction.head(of: ObjectTypes.service, id: id).flatMap({ ServiceRecord($0) })
        else { return nil }
        return (id, record)
    }

    static func unknown(_ name: String) -> Objection { Objection("There is no service \(name.shortened).") }

    @discardableResult
    private static func change(
        _ name: String, _ transaction: any ObjectTransaction, _ change: (inout ServiceRecord) throws -> Void
    ) throws -> ServiceRecord {
        guard var (_, service) = try find(name, transaction) else { throw unknown(name) }
        try change(&service)
        try save(service, transaction)
        return service
    }

    private static func save(_ service: ServiceRecord, _ transaction: any ObjectTransaction) throws {
        if let (id, stored) = try find(service.name, transaction) {
            guard stored != service, var head = try transaction.head(of: ObjectTypes.service, id: id) else { return }
            service.fill(&head)
            try transaction.replaceHead(
                of: ObjectTypes.service, id: id, identities: ObjectIdentity.all(of: ObjectTypes.service, head: head), head: head)
        } else {
            let id = transaction.newID()
            var head = ObjectDraft(new: ObjectTypes.service, id: id, now: transaction.now).head
            service.fill(&head)
            try transaction.insert(
                type: ObjectTypes.service, id: id, identities: ObjectIdentity.all(of: ObjectTypes.service, head: head), head: head)
        }
    }
}
