import Model
import Storage
import Testing

@testable import StorageSQLite

/// Commands that wait go together, within limits.
@Suite struct GroupTests {
    private func command(_ weight: Int) -> WriteCommand {
        WriteCommand(weight: weight, needsSavepoint: false, execute: { _ in {} }, fail: { _ in })
    }

    private func groups(_ weights: [Int]) -> [[Int]] {
        var backlog = WriteBacklog()
        for weight in weights { _ = backlog.add(command(weight)) }
        var groups: [[Int]] = []
        while let group = backlog.takeGroup() { groups.append(group.map(\.weight)) }
        return groups
    }

    @Test func groupsKeepOrderAndLimits() {
        #expect(groups([]).isEmpty)
        #expect(groups([1, 2, 3]) == [[1, 2, 3]])
        #expect(groups([600, 400, 1]) == [[600, 400], [1]])
        #expect(groups([5_000, 1]) == [[5_000], [1]])
        #expect(groups([Int](repeating: 1, count: 450)).map(\.count) == [200, 200, 50])
        #expect(groups([Int](repeating: 1, count: 5_000)).joined().count == 5_000)
    }

    @Test func onlyTheFirstCommandStartsTheWork() {
        var backlog = WriteBacklog()
        var admissions = [backlog.add(command(1)), backlog.add(command(1))]
        var groups = [backlog.takeGroup()?.count]
        admissions.append(backlog.add(command(1)))
        groups += [backlog.takeGroup()?.count, backlog.takeGroup()?.count]
        admissions.append(backlog.add(command(1)))
        backlog.close()
        admissions.append(backlog.add(command(1)))
        #expect(admissions == [.startRunning, .queued, .queued, .startRunning, .closed])
        #expect(groups == [2, 1, nil])
    }

    @Test func aRestComesOnceAndNotAfterClosing() {
        var backlog = WriteBacklog()
        var answers = [backlog.planRest(), backlog.planRest(), backlog.takeRest(), backlog.planRest()]
        backlog.close()
        answers.append(backlog.takeRest())
        #expect(answers == [true, false, true, true, false])
    }

    @Test func manyCallersShareCommits() async throws {
        let engine = SQLiteEngine(segmentRows: 1_000)
        let store = try engine.openSQLite()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<300 {
                group.addTask { _ = try await store.append(SQLiteSamples.batch(number..<number + 1)) }
            }
            try await group.waitForAll()
        }
        #expect(try await store.status().messages == 300)
        #expect(try await store.check().isEmpty)
        try await store.close()
        await engine.remove()
    }
}
