import Documents
public import Logging
import Model
public import Storage
import Synchronization

/// Runs the services that are built in: takes tasks out of the queue, a few at a time, and writes down what came of them
/// (crits-resources-2.md 9.6).
///
/// Each node has one. A claim that is not renewed runs out, so that what a killed node had begun is begun again by another one, and
/// only the present claimant of a task can end it.
public actor AnalysisRunner {
    /// Where objects, their contents and the queue lie.
    public typealias Stores = ObjectStore & BlobStore & AnalysisQueueStore

    /// What administrators decide.
    public struct Limits: Sendable, Equatable {
        /// Most runs at once in this process.
        public var atOnce: Int
        /// Bytes of a content that a service is given.
        public var maximumBytes: Int
        /// Seconds of one run.
        public var seconds: Int
        /// How often a run that fails is begun.
        public var attempts: Int
        /// Seconds after which a claim of a lost node ends.
        public var leaseSeconds: Int
        /// Seconds that a request waits for the end of its run.
        public var waitSeconds: Int

        /// Limits.
        public init(
            atOnce: Int = 2, maximumBytes: Int = 64 << 20, seconds: Int = 60, attempts: Int = 3, leaseSeconds: Int = 15,
            waitSeconds: Int = 20
        ) {
            self.atOnce = atOnce
            self.maximumBytes = maximumBytes
            self.seconds = seconds
            self.attempts = attempts
            self.leaseSeconds = leaseSeconds
            self.waitSeconds = waitSeconds
        }
    }

    private let store: any Stores
    private let parsing: any FileParsing
    private let limits: @Sendable () -> Limits
    private let caller: @Sendable (String) -> Caller?
    private let isAlone: Bool
    private let logger: Logger
    private let claimant = "server/" + randomUUID()
    private let registry = Mutex<[ServiceRecord]>([])
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private var running = 0
    /// Whether the registry has what this program has, and tasks of before are free again.
    private var isPrepared = false

    /// Ticks between looks after what workers outside have left.
    private static let ticksPerSweep = 5

    /// A runner.
    ///
    /// - Parameters:
    ///   - parsing: runs the services
    ///   - limits: as they are at the moment
    ///   - caller: what a user may do at the moment; nil for one who is gone
    ///   - isAlone: whether no other process runs services of this store, so that claims of before are void
    public init(
        store: any Stores, parsing: any FileParsing, limits: @escaping @Sendable () -> Limits,
        caller: @escaping @Sendable (String) -> Caller?, isAlone: Bool, logger: Logger
    ) {
        self.store = store
        self.parsing = parsing
        self.limits = limits
        self.caller = caller
        self.isAlone = isAlone
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The registry as it was within the last second, by name.
    public nonisolated var services: [ServiceRecord] { registry.withLock { $0 } }

    /// Looks for work at once.
    public nonisolated func wake() { signal.yield() }

    /// Brings the registry up to date with what this program has, then runs tasks until it is cancelled. Runs that go on then are given
    /// back.
    public func run() async {
        await prepare()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.tick() }
            for await _ in signals {
                for task in await claim() { group.addTask { await self.perform(task) } }
            }
        }
    }

    /// How long the queue of each service is, by name.
    public nonisolated func queueLengths() async throws -> [AnalysisQueueLength] { try await store.queueLengths(at: .now) }

    /// The lengths as metrics; none when they can't be read.
    public nonisolated func metricsText() async -> String {
        guard let lengths = try? await queueLengths(), !lengths.isEmpty else { return "" }
        var text = "# HELP waggle_analysis_tasks Runs of services in the queue.\n# TYPE waggle_analysis_tasks gauge\n"
        for length in lengths {
            let name = length.service.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            for (state, count) in [("waiting", length.waiting), ("running", length.running)] {
                text += "waggle_analysis_tasks{service=\"\(name)\",state=\"\(state)\"} \(count)\n"
            }
        }
        return text
    }

    // MARK: Waiting for an end

    /// Waits for the end of a run, up to the limit; gives its status. One that a worker outside runs is not waited for.
    public nonisolated func wait(for analysisID: String) async -> String {
        let end = ContinuousClock.now + .seconds(limits().waitSeconds)
        var pause = Duration.milliseconds(10)
        wake()
        while ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(200))
            guard let analysis = try? await analysis(analysisID) else { continue }
            let status = analysis["status"]?.string ?? ""
            if status != "started" || analysis["distributed"] == .boolean(true) { return status }
        }
        return "started"
    }

    private nonisolated func analysis(_ id: String) async throws -> Document? {
        try await store.objects(
            ObjectQuery(
                type: ObjectTypes.analysisResult,
                filter: .criterion(Criterion(path: ["analysis_id"], test: .equals(.string(id)))), reader: .everything, limit: 1,
                countsMatches: false)
        ).documents.first
    }

    // MARK: Work

    private func prepare() async {
        do {
            try await ServiceRegistry(store: store).install(try await parsing.analysers() + StoreServices.all)
            if isAlone, running == 0 { try await store.change { try $0.releaseLocalTasks() } }
            isPrepared = true
        } catch {
            logger.error("the services can't be registered yet", metadata: ["reason": "\(error)"])
        }
        if !Task.isCancelled { await refresh() }
    }

    private func tick() async {
        var count = 0
        while !Task.isCancelled {
            if isPrepared { await refresh() } else if count % Self.ticksPerSweep == Self.ticksPerSweep - 1 { await prepare() }
            await renew()
            if count % Self.ticksPerSweep == 0 { await sweep() }
            count += 1
            signal.yield()
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func refresh() async {
        do {
            let services = try await ServiceRegistry(store: store).services()
            registry.withLock { $0 = services }
        } catch {
            logger.warning("the registry of services can't be read", metadata: ["reason": "\(error)"])
        }
    }

    private func renew() async {
        guard running > 0 else { return }
        let (claimant, lease) = (claimant, limits().leaseSeconds)
        do {
            _ = try await store.change { try $0.renewTasks(of: claimant, until: $0.now.adding(seconds: lease)) }
        } catch {
            logger.warning("claims on tasks can't be renewed", metadata: ["reason": "\(error)"])
        }
    }

    private func sweep() async {
        let services = services.filter(\.isDistributed)
        let limits = limits()
        do {
            guard !services.isEmpty, try await store.hasDueTasks(distributed: true, at: .now) else { return }
            try await store.change { transaction in
                let claims = AnalysisClaims(
                    transaction: transaction, leaseSeconds: limits.leaseSeconds, maximumAttempts: limits.attempts)
                for service in services { try claims.sweep(service) }
            }
        } catch {
            logger.warning("tasks of workers can't be looked after", metadata: ["reason": "\(error)"])
        }
    }

    private func claim() async -> [AnalysisTask] {
        let limits = limits()
        let (free, claimant) = (limits.atOnce - running, claimant)
        let services = services.filter { !$0.isDistributed }
        guard free > 0, !services.isEmpty else { return [] }
        do {
            guard try await store.hasDueTasks(distributed: false, at: .now) else { return [] }
            let claimed = try await store.change { transaction in
                try AnalysisClaims(transaction: transaction, leaseSeconds: limits.leaseSeconds, maximumAttempts: limits.attempts)
                    .claim(services, by: claimant, wanted: free)
            }
            running += claimed.count
            return claimed
        } catch {
            logger.warning("tasks can't be claimed", metadata: ["reason": "\(error)"])
            return []
        }
    }

    private func perform(_ task: AnalysisTask) async {
        do {
            try await attempt(task)
        } catch {
            await handle(error, of: task)
        }
        running -= 1
        signal.yield()
    }

    private func attempt(_ task: AnalysisTask) async throws {
        let limits = limits()
        let job = try await AnalysisJob(
            task, service: await service(task.service), maximumBytes: limits.maximumBytes, caller: caller, store: store)
        let analysis = try await AnalysisRunner.within(seconds: limits.seconds) { [parsing, store] in
            if let own = try await StoreServices(store: store).run(job) { return own }
            return try await parsing.analysis(of: job.content, by: job.service.name, config: job.config)
        }
        try Task.checkCancellation()
        let files = try await FoundFiles(analysis.files, caller: job.caller, store: store, parsing: parsing)
        do {
            try await complete(job, analysis, files)
        } catch let error as StorageError where error.code != .unavailable {
            try await end(task) { try $0.fail("\(error.message)", began: job.began, prefix: "DB Update Failed: ") }
        }
    }

    /// The entry of a service; one that seems off may just have been switched on.
    private func service(_ name: String) async -> ServiceRecord? {
        if let known = services.first(where: { $0.name == name }), known.isOffered { return known }
        await refresh()
        return services.first { $0.name == name }
    }

    private func complete(_ job: AnalysisJob, _ analysis: ReadAnalysis, _ files: FoundFiles) async throws {
        var options = CommandOptions()
        options.triage = services.filter(\.isOnTriage)
        options.triageDepth = job.task.depth + 1
        let caller = job.caller
        try await end(job.task) { [options] ending in
            var entries: [Document] = []
            if let caller {
                let workspace = Workspace(caller: caller, options: options, transaction: ending.transaction)
                entries = try files.store(as: job.service.name, from: job.object, in: workspace)
            }
            var notes: [Document] = []
            if job.isCut { notes.append(ending.line("warning", "Only the first \(job.content.count) bytes were looked at.")) }
            if files.skipped > 0 { notes.append(ending.line("warning", "\(files.skipped) files that were found are not kept.")) }
            try ending.complete(analysis, adding: entries, notes: notes, began: job.began)
        }
    }

    /// Changes the end of a task, unless someone else has it by now.
    private func end(_ task: AnalysisTask, _ body: @escaping @Sendable (AnalysisEnding) throws -> Void) async throws {
        let claimant = claimant
        try await store.change { transaction in
            guard let current = try transaction.task(task.id), current.claimant == claimant else { return }
            try body(AnalysisEnding(transaction: transaction, task: current))
        }
    }

    private func handle(_ error: any Error, of task: AnalysisTask) async {
        let attempts = limits().attempts
        let pause = AnalysisRunner.pause(after: task.attempts)
        do {
            if Task.isCancelled {
                try await giveBack(task)
            } else if case AnalysisObstacle.gone = error {
                try await end(task) { try $0.transaction.removeTask(task.id) }
            } else if case AnalysisObstacle.hopeless(let reason) = error {
                try await end(task) { try $0.fail(reason, began: nil) }
            } else {
                let reason = (error as? FileParsingError)?.description ?? "\(error)"
                let mayPass = (error as? FileParsingError)?.mayPass ?? true
                try await end(task) { ending in
                    if mayPass, ending.task.attempts < attempts {
                        try ending.putOff(reason, seconds: pause)
                    } else {
                        try ending.fail(reason, began: .now)
                    }
                }
            }
        } catch {
            // The claim runs out by itself.
            logger.warning("the end of a task can't be written", metadata: ["reason": "\(error)"])
        }
    }

    private func giveBack(_ task: AnalysisTask) async throws {
        try await end(task) { ending in
            var free = ending.task
            free.claimant = nil
            free.attempts -= 1
            free.due = ending.transaction.now
            try ending.transaction.putTask(free)
        }
    }

    /// Seconds to wait after a failure: 1, 5, 25, ….
    static func pause(after attempts: Int) -> Int {
        (1..<max(1, min(attempts, 5))).reduce(1) { pause, _ in pause * 5 }
    }

    private static func within<Value: Sendable>(
        seconds: Int, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else {
                throw FileParsingError("it took longer than \(seconds) s", mayPass: true)
            }
            return value
        }
    }
}
