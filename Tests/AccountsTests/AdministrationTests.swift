import Documents
import Model
import Storage
import Synchronization
import Testing

@testable import Accounts

@Suite("Administration")
struct AdministrationTests {
    private let store = FakeStore()
    private let box: SecretBox
    private let administration: Administration

    init() async throws {
        box = try SecretBox(keys: [[UInt8](repeating: 1, count: 32)])
        administration = Administration(
            store: store, hasher: PasswordHasher(cost: PasswordHash.Cost(rounds: 2, blockSize: 1, parallelism: 1)), box: box)
    }

    private func refusal(_ body: () async throws -> Void) async -> AccountError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? AccountError
        }
    }

    @Test("first start: roles, and an administrator whose password is given once")
    func firstStart() async throws {
        let password = try #require(try await FirstStart.prepare(administration))
        #expect(password.count == 36)
        #expect(try await FirstStart.prepare(administration) == nil)
        #expect(try await administration.users().map(\.name) == ["admin"])
        #expect(try await administration.users()[0].roles == ["admin", "UberAdmin"])
        #expect(Set(try await administration.roles().map(\.name)) == Set(BuiltInRoles.all.map(\.name)))
    }

    @Test("the last administrator stays one")
    func lastAdministrator() async throws {
        _ = try await FirstStart.prepare(administration)
        #expect(await refusal { try await administration.deleteUser("admin") }?.code == .refused)
        #expect(await refusal { try await administration.setActive(false, user: "admin") }?.code == .refused)
        try await administration.revoke(role: "admin", from: "admin")
        #expect(await refusal { try await administration.revoke(role: "UberAdmin", from: "admin") }?.code == .refused)
        try await administration.addUser("second", roles: ["UberAdmin"], password: "x")
        try await administration.deleteUser("admin")
        #expect(await refusal { try await administration.deleteUser("second") }?.code == .refused)
    }

    @Test("user names", arguments: ["", " ", "a b", "a:b", "ä", String(repeating: "a", count: 31), "a\u{0}"])
    func names(_ name: String) async throws {
        try await FirstStart.installRoles(store)
        let error = await refusal { try await administration.addUser(name, roles: ["public"], password: "x") }
        #expect(error?.field == "username")
    }

    @Test("keys: the first is the default, names are unique")
    func keys() async throws {
        _ = try await FirstStart.prepare(administration)
        _ = try await administration.createKey(user: "admin", key: "a")
        _ = try await administration.createKey(user: "admin", key: "b")
        #expect(try await administration.keys(of: "admin").map(\.isDefault) == [true, false])
        try await administration.setDefaultKey(user: "admin", key: "b")
        #expect(try await administration.keys(of: "admin").map(\.isDefault) == [false, true])
        #expect(await refusal { _ = try await administration.createKey(user: "admin", key: "a") }?.code == .exists)
        #expect(await refusal { _ = try await administration.createKey(user: "admin", key: "") }?.reason == "Need a name.")
        #expect(await refusal { _ = try await administration.createKey(user: "nobody", key: "a") }?.field == "username")
        #expect(await refusal { _ = try await administration.createKey(user: "admin", key: "c", networks: ["x"]) }?.field == "from")
        #expect(await refusal { try await administration.revokeKey(user: "admin", key: "c") }?.code == .unknown)
    }

    @Test("sensors: rotation keeps two secrets, export and import give the same")
    func sensors() async throws {
        let first = try await administration.addSensor("a", publish: ["x", "y"])
        #expect(first.count == 40)
        let second = try await administration.rotateSensor("a")
        let sensor = try #require(try await administration.sensors().first)
        #expect(try sensor.secrets(openedBy: box) == [second, first])
        let third = try await administration.rotateSensor("a")
        #expect(try await administration.sensors()[0].secrets(openedBy: box) == [third, second])
        #expect(await refusal { _ = try await administration.addSensor("a") }?.code == .exists)

        let file = SensorFile.write(try await administration.exportSensors())
        #expect(
            String(decoding: file, as: UTF8.self)
                == #"{"a":{"owner":"a","secret":"\#(third)","pubchans":["x","y"],"subchans":[]}}"#)
        try await administration.removeSensor("a")
        #expect(try await administration.importSensors(SensorFile.read(file)) == 1)
        #expect(try await administration.sensors()[0].secrets(openedBy: box) == [third])
    }

    @Test(
        "files of other brokers",
        arguments: [
            #"{"i":{"owner":"o","secret":"s","pubchans":["a","b"],"subchans":["c"]}}"#,
            #"{"_id":{"$oid":"x"},"identifier":"i","owner":"o","secret":"s","publish":["a","b"],"subscribe":["c"]}"# + "\n",
            "\n" + #"{"identifier":"i","owner":"o","secret":"s","publish":["a","b"],"subscribe":["c"]}"# + "\n\n",
            #"[{"identifier":"i","owner":"o","secret":"s","publish":["a","b"],"subscribe":["c"]}]"#,
        ])
    func files(_ text: String) throws {
        let record = SensorRecord(ident: "i", secret: "s", owner: "o", publish: ["a", "b"], subscribe: ["c"])
        #expect(try SensorFile.read(Array(text.utf8)) == [record])
    }

    @Test("Tentacool, environment, MHN's arguments")
    func otherForms() throws {
        let record = SensorRecord(ident: "i", secret: "s", publish: ["a", "b"], subscribe: ["c"])
        #expect(try SensorFile.read(Array("i;s;a, b;c;\r\n\n".utf8)) == [record])
        #expect(try SensorRecord(arguments: ["i", "s", "a,b", "c"]) == record)
        #expect(try SensorRecord(arguments: ["i", "s", "", ""]).publish.isEmpty)
        let environment = ["HPFEEDS_X_SECRET": "s", "HPFEEDS_X_PUBCHANS": " a ,b", "HPFEEDS_Y_OWNER": "o", "HOME": "/"]
        #expect(try SensorFile.read(environment: environment) == [SensorRecord(ident: "X", secret: "s", publish: ["a", "b"])])
    }

    @Test(
        "a defect anywhere refuses the file",
        arguments: [
            #"{"i":{"owner":"o","secret":"s","pubchans":["a"]}}"#, #"{"i":{"secret":"s","pubchans":[],"subchans":[]}}"#,
            #"{"i":{"owner":"o","secret":"s","pubchans":"a","subchans":[]}}"#,
            #"{"i":{"owner":"o","secret":"","pubchans":[],"subchans":[]}}"#,
            "{\"identifier\":\"i\"}\nx", "i;s", "5", #"[{"identifier":"i","secret":1,"publish":[],"subscribe":[]}]"#,
        ])
    func defects(_ text: String) {
        #expect(throws: AccountError.self) { try SensorFile.read(Array(text.utf8)) }
    }

    @Test("changes are in the audit log, secrets are not")
    func audit() async throws {
        _ = try await FirstStart.prepare(administration)
        let key = try await administration.createKey(user: "admin", key: "k")
        let secret = try await administration.acting(as: "admin").addSensor("s")
        let entries = store.content.withLock { $0.audit }
        #expect(entries.map(\.action) == ["user.add", "key.create", "sensor.add"])
        #expect(entries.map(\.actor) == ["command line", "command line", "admin"])
        for entry in entries { #expect(!entry.subject.contains(key) && !entry.subject.contains(secret)) }
    }

    @Test("upstreams")
    func upstreams() async throws {
        try await administration.addUpstream(host: "::1", port: 10_000, ident: "i", secret: "s", channels: ["a"], usesTLS: true)
        let upstream = try #require(try await administration.upstreams().first)
        #expect(upstream.name == "[::1]:10000")
        #expect(try upstream.secret(openedBy: box) == "s")
        #expect(await refusal { try await administration.removeUpstream("x:1") }?.code == .unknown)
        let bad = await refusal {
            try await administration.addUpstream(host: "h", port: 0, ident: "i", secret: "s", channels: ["a"], usesTLS: false)
        }
        #expect(bad?.field == "port")
    }
}
