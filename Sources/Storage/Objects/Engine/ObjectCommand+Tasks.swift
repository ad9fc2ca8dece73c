package import Documents
package import Model

extension ObjectCommand {
    package func putTask(_ task: AnalysisTask) throws(StorageError) { try typed { try tables.put(task) } }

    package func task(_ id: ObjectID) throws(StorageError) -> AnalysisTask? { try typed { try tables.task(id) } }

    package func removeTask(_ id: ObjectID) throws(StorageError) { try typed { try tables.removeTask(id) } }

    package func dueTasks(of service: String, skipping: Int, limit: Int) throws(StorageError) -> [AnalysisTask] {
        try typed { try tables.dueTasks(of: service, at: now, skipping: skipping, limit: limit) }
    }

    package func runningTasks(of service: String) throws(StorageError) -> Int {
        try typed { try tables.runningTasks(of: service, at: now) }
    }

    package func renewTasks(of claimant: String, until end: Timestamp) throws(StorageError) -> Int {
        try typed { try tables.renewTasks(of: claimant, until: end) }
    }

    package func releaseLocalTasks() throws(StorageError) { try typed { try tables.releaseLocalTasks(at: now) } }

    package func exists(_ type: ObjectType, identity: String) throws(StorageError) -> Bool {
        try typed {
            try finish()
            return try !tables.objects(withIdentity: tokens.identity(identity, of: type.name)).isEmpty
        }
    }

    package func beginning(of sha256: [UInt8], count: Int) throws(StorageError) -> [UInt8] {
        try typed { try tables.beginning(of: sha256, count: count) }
    }
}
