import Documents
import Model
import Storage
import Testing

/// Promises of log-in states, sources, items and the audit log.
enum AccessContract {
    private static let time = Timestamp(microseconds: 1_700_000_000_123_456)
    private static let later = Timestamp(microseconds: 1_700_000_900_000_000)

    private static func expect(_ code: StorageError.Code, _ body: () async throws -> Void) async {
        let error = await #expect(throws: StorageError.self) { try await body() }
        #expect(error?.code == code)
    }

    private static func user(_ name: String, _ roles: [String]) -> User {
        User(name: name, passwordHash: "", roles: roles, created: time)
    }

    static let cases = [
        ContractCase("the last administrator stays, whoever acts") { engine in
            try await engine.withStore { store in
                for name in ["one", "two"] { try await store.addUser(user(name, ["UberAdmin"])) }
                try await store.addUser(user("third", ["Analyst"]))
                // Both at once: one of the two must be refused.
                let refusals = await withTaskGroup(of: StorageError.Code?.self) { group in
                    for name in ["one", "two"] {
                        group.addTask {
                            do throws(StorageError) {
                                try await store.changeUser(named: name) { $0.isActive = false }
                                return nil
                            } catch {
                                return error.code
                            }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(refusals.compactMap(\.self) == [.refused])
                let last = try #require(try await store.users().first { $0.isActive && $0.roles == ["UberAdmin"] }).name
                await expect(.refused) { try await store.deleteUser(named: last) }
                await expect(.refused) { try await store.changeUser(named: last) { $0.roles = ["Analyst"] } }
                #expect(try await store.user(named: last)?.roles == ["UberAdmin"])
                try await store.changeUser(named: "third") { $0.roles = ["admin"] }
                try await store.deleteUser(named: last)
            }
        },
        ContractCase("lockouts: past the limit, until their end, never of the last administrator") { engine in
            try await engine.withStore { store in
                let generation = try await store.generation()
                await expect(.notFound) { try await store.recordLogin(of: "nobody", at: time) }
                #expect(try await store.loginState(of: "nobody") == LoginState(user: "nobody"))
                try await store.addUser(user("root", ["admin"]))
                try await store.addUser(user("ann", ["Analyst"]))
                func fail(_ name: String) async throws -> Bool {
                    try await store.recordFailure(of: name, limit: 3, lockingUntil: later, at: time)
                }
                for _ in 0..<3 { #expect(try await !fail("ann")) }
                #expect(try await store.loginState(of: "ann").failures == 3)
                #expect(try await fail("ann"))
                #expect(try await store.loginState(of: "ann") == LoginState(user: "ann", lockedUntil: later))
                try await store.recordLogin(of: "ann", at: time)
                #expect(try await store.loginState(of: "ann") == LoginState(user: "ann", lastLogin: time))
                for _ in 0..<9 { #expect(try await !fail("root")) }
                try await store.addUser(user("second", ["UberAdmin"]))
                #expect(try await fail("root"))
                for _ in 0..<9 { #expect(try await !fail("second")) }
                try await store.unlock(user: "root")
                #expect(try await fail("second"))
                #expect(Set(try await store.loginStates().map(\.user)) == ["ann", "root", "second"])
                #expect(try await store.generation() == generation + 3)
            }
        },
        ContractCase("a code and a reset token open once") { engine in
            try await engine.withStore { store in
                try await store.addUser(user("ann", ["Analyst"]))
                #expect(try await store.takeTOTP(step: 7, of: "ann"))
                #expect(try await !store.takeTOTP(step: 7, of: "ann"))
                #expect(try await !store.takeTOTP(step: 6, of: "ann"))
                #expect(try await store.takeTOTP(step: 8, of: "ann"))
                try await store.putResetToken(hash: [1], user: "ann", expires: later)
                try await store.putResetToken(hash: [2], user: "ann", expires: later)
                #expect(try await store.takeResetToken(hash: [1], at: time) == nil)
                #expect(try await store.takeResetToken(hash: [2], at: time) == "ann")
                #expect(try await store.takeResetToken(hash: [2], at: time) == nil)
                try await store.putResetToken(hash: [3], user: "ann", expires: time)
                #expect(try await store.takeResetToken(hash: [3], at: time) == nil)
                try await store.putResetToken(hash: [4], user: "ann", expires: later)
                try await store.recordLogin(of: "ann", at: time)
                #expect(try await store.takeResetToken(hash: [4], at: time) == nil)
            }
        },
        ContractCase("sources and items") { engine in
            try await engine.withStore { store in
                try await store.addSource(Source(name: "b", created: time))
                try await store.addSource(Source(name: "a\"", isActive: false, created: time))
                await expect(.conflict) { try await store.addSource(Source(name: "b", created: later)) }
                try await store.setSource(named: "b", isActive: false)
                await expect(.notFound) { try await store.setSource(named: "c", isActive: true) }
                let sources = [Source(name: "a\"", isActive: false, created: time), Source(name: "b", isActive: false, created: time)]
                #expect(try await store.sources().sorted { $0.name < $1.name } == sources)
                var item = Item(kind: .action, name: "x", objectTypes: ["IP", "Domain"], preferred: ["IP, ip, *"], created: time)
                try await store.addItem(item)
                try await store.addItem(Item(kind: .signatureType, name: "x", created: time))
                await expect(.conflict) { try await store.addItem(item) }
                item.isActive = false
                item.preferred = []
                try await store.updateItem(item)
                #expect(try await store.items() == [item, Item(kind: .signatureType, name: "x", created: time)])
                await expect(.notFound) { try await store.updateItem(Item(kind: .rawDataType, name: "x", created: time)) }
                #expect(try await store.generation() == 6)
            }
        },
        ContractCase("the audit log is a chain") { engine in
            try await engine.withStore { store in
                #expect(try await store.auditFindings() == [])
                let entries = (0..<5).map { AuditEntry(time: time, actor: "a\n", action: "user.add", subject: "\($0)") }
                for entry in entries { try await store.appendAudit(entry) }
                #expect(try await store.auditEntries(limit: 3) == Array(entries.reversed().prefix(3)))
                // All at once, from many tasks.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<20 {
                        group.addTask {
                            try await store.appendAudit(AuditEntry(time: later, actor: "b", action: "x", subject: "\(number)"))
                        }
                    }
                    try await group.waitForAll()
                }
                let heads = try await store.auditHeads()
                #expect(heads.map(\.sequence) == [25])
                let links = try await store.auditLinks(chain: heads[0].chain, after: 0, limit: 100)
                #expect(links.map(\.sequence) == Array(1...25) && links.map(\.entry).prefix(5) == entries[...])
                #expect(links.last?.head == heads[0])
                #expect(try await store.auditLinks(chain: heads[0].chain, after: 23, limit: 1).map(\.sequence) == [24])
                #expect(try await store.auditFindings() == [])
            }
        },
    ]
}
