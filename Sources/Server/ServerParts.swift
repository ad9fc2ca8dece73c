public import Accounts
public import Intelligence
public import Storage

/// What the server needs from the rest of the program.
public struct ServerParts: Sendable {
    /// What honeypots saw.
    public var observations: any ObservationStore
    /// Top-level objects and their files; nil where the engine keeps none.
    public var objects: (any ObjectStore & BlobStore)?
    /// What tells kinds of files; nil tells none.
    public var parsing: (any FileParsing)?
    /// What runs built-in services; nil runs none.
    public var analyses: AnalysisRunner?
    /// Accounts and settings.
    public var directory: Directory
    /// Tells who makes a request.
    public var authenticator: Authenticator
    /// Changes accounts.
    public var administration: Administration
    /// What `/readyz` asks.
    public var health: HealthChecks
    /// All metrics in the text format of Prometheus.
    public var metrics: @Sendable () async -> String
    /// What the broker of this process knows of each sensor, by ident.
    public var sensorFigures: @Sendable () async -> [String: SensorFigures]

    /// The parts.
    public init(
        observations: any ObservationStore, objects: (any ObjectStore & BlobStore)? = nil, parsing: (any FileParsing)? = nil,
        analyses: AnalysisRunner? = nil,
        directory: Directory,
        authenticator: Authenticator, administration: Administration,
        health: HealthChecks, metrics: @escaping @Sendable () async -> String,
        sensorFigures: @escaping @Sendable () async -> [String: SensorFigures] = { [:] }
    ) {
        self.observations = observations
        self.objects = objects
        self.parsing = parsing
        self.analyses = analyses
        self.directory = directory
        self.authenticator = authenticator
        self.administration = administration
        self.health = health
        self.metrics = metrics
        self.sensorFigures = sensorFigures
    }
}
