public import Accounts
public import Storage

/// What the server needs from the rest of the program.
public struct ServerParts: Sendable {
    public var observations: any ObservationStore
    public var directory: Directory
    public var authenticator: Authenticator
    public var administration: Administration
    public var health: HealthChecks
    /// All metrics in the text format of Prometheus.
    public var metrics: @Sendable () async -> String

    /// The parts.
    public init(
        observations: any ObservationStore, directory: Directory, authenticator: Authenticator, administration: Administration,
        health: HealthChecks, metrics: @escaping @Sendable () async -> String
    ) {
        self.observations = observations
        self.directory = directory
        self.authenticator = authenticator
        self.administration = administration
        self.health = health
        self.metrics = metrics
    }
}
