/// How built-in services run.
public struct ServiceSettings: Sendable, Equatable {
    /// `service_pool_size`: runs at once in one process.
    public let poolSize: Int
    /// `analysis_max_bytes`: bytes of a content that a service is given.
    public let maximumBytes: Int
    /// `analysis_seconds`: seconds of one run.
    public let seconds: Int
    /// `analysis_attempts`: how often a run is begun.
    public let attempts: Int
    /// `analysis_lease_seconds`: seconds after which the tasks of a lost node are taken over.
    public let leaseSeconds: Int
    /// `analysis_wait_seconds`: seconds that a request waits for the end of its run.
    public let waitSeconds: Int

    /// The largest pool that can be set.
    public static let largestPool = 64

    init(_ values: Values) {
        poolSize = values.integer(.servicePoolSize)
        maximumBytes = values.integer(.analysisMaximumBytes)
        seconds = values.integer(.analysisSeconds)
        attempts = values.integer(.analysisAttempts)
        leaseSeconds = values.integer(.analysisLease)
        waitSeconds = values.integer(.analysisWait)
    }
}

extension Setting {
    static let servicePoolSize = Setting(
        "service_pool_size", .integer(1...ServiceSettings.largestPool), default: "2",
        "services that run at once in one process of the server")
    static let analysisMaximumBytes = Setting(
        "analysis_max_bytes", .integer(1_024...268_435_456), default: "67108864",
        "bytes of a content that a service is given; of a longer one it gets the beginning")
    static let analysisSeconds = Setting("analysis_seconds", .integer(1...3_600), default: "60", "longest run of a service")
    static let analysisAttempts = Setting(
        "analysis_attempts", .integer(1...100), default: "3", "how often the run of a service is begun before it ends in error")
    static let analysisLease = Setting(
        "analysis_lease_seconds", .integer(3...3_600), default: "15", "time after which runs of a node that is lost are begun again")
    static let analysisWait = Setting(
        "analysis_wait_seconds", .integer(0...600), default: "20", "how long run_service waits for the end when it is to run locally")

    /// Settings of services, in the order of lists.
    static let services: [Setting] = [
        servicePoolSize, analysisMaximumBytes, analysisSeconds, analysisAttempts, analysisLease, analysisWait,
    ]
}
