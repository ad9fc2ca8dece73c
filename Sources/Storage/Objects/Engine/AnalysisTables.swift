package import Documents

/// What the shared part of the object store asks of an engine's queue of analyses, within one transaction; see ``AnalysisQueue``.
package protocol AnalysisTables {
    func put(_ task: AnalysisTask) throws
    func task(_ id: ObjectID) throws -> AnalysisTask?
    func removeTask(_ id: ObjectID) throws
    func dueTasks(of service: String, at time: Timestamp, skipping: Int, limit: Int) throws -> [AnalysisTask]
    func runningTasks(of service: String, at time: Timestamp) throws -> Int
    func renewTasks(of claimant: String, until end: Timestamp) throws -> Int
    func releaseLocalTasks(at time: Timestamp) throws
    /// The first bytes of a sealed content.
    func beginning(of sha256: [UInt8], count: Int) throws -> [UInt8]
}
