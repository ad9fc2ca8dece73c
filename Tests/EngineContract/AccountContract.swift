import Documents
import Model
import Storage
import Testing

/// Promises of accounts and settings.
enum AccountContract {
    private static let time = Timestamp(microseconds: 1_700_000_000_123_456)

    private static func expect(_ code: StorageError.Code, _ body: () async throws -> Void) async {
        let error = await #expect(throws: StorageError.self) { try await body() }
        #expect(error?.code == code)
    }

    static let cases = [
        ContractCase("users and roles") { engine in
            try await engine.withStore { store in
                var user = User(
                    name: "ann", email: "a@example", description: "é\"\\", passwordHash: "$x$", roles: ["public", "admin"], created: time)
                try await store.addRole(Role(name: "admin", level: 100, permissions: ["a.b", "c"], isBuiltIn: true))
                try await store.addRole(Role(name: "Read Only", level: nil))
                try await store.addUser(user)
                #expect(try await store.generation() == 3)
                await expect(.conflict) { try await store.addUser(user) }
                await expect(.conflict) { try await store.addRole(Role(name: "admin", level: 1)) }
                #expect(try await store.generation() == 3)
                #expect(try await store.user(named: "ann") == user)
                #expect(try await store.user(named: "Ann") == nil)
                user.firstName = "Ann"
                user.lastName = "\u{1F41D}"
                user.organization = "o"
                user.mustChangePassword = true
                user.sealedTOTPSecret = [0, 255]
                user.preferences = ["ui.theme": "dark", "a": ""]
                user.roles = ["public"]
                try await store.addUser(User(name: "root", passwordHash: "", roles: ["admin"], created: time))
                try await store.changeUser(named: "ann") { [user] in $0 = user }
                #expect(try await store.user(named: "ann") == user)
                try await store.deleteUser(named: "ann")
                try await store.changeUser(named: "root") { $0.name = "other" }
                #expect(try await store.users().map(\.name) == ["root"])
                await expect(.notFound) { try await store.changeUser(named: "bob") { $0.isActive = false } }
                await expect(.conflict) { try await store.deleteRole(named: "admin") }
                let grants = [
                    SourceGrant(name: "a b", read: true, tlpRed: true), SourceGrant.everything(on: "honeypots"), SourceGrant(name: "n"),
                ]
                try await store.changeRole(named: "admin") { role in
                    role = Role(name: "x", level: 90, permissions: ["d"], sources: grants, description: "é", isBuiltIn: true)
                }
                #expect(try await store.roles().first { $0.name == "admin" }?.sources == grants)
                #expect(try await store.roles().first { $0.name == "admin" }?.description == "é")
                #expect(Set(try await store.roles().map(\.name)) == ["Read Only", "admin"])
                #expect(try await store.roles().first { $0.name == "admin" }?.permissions == ["d"])
                try await store.deleteRole(named: "Read Only")
                await expect(.notFound) { try await store.deleteRole(named: "Read Only") }
                await expect(.notFound) { try await store.changeRole(named: "Read Only") { $0.level = 1 } }
                await expect(.notFound) { try await store.deleteUser(named: "bob") }
            }
        },
        ContractCase("keys: one default, the first at first") { engine in
            try await engine.withStore { store in
                func key(_ name: String, _ byte: UInt8, networks: [String] = []) -> APIKey {
                    APIKey(
                        user: "ann", name: name, hash: [UInt8](repeating: byte, count: 32), created: time, expires: time, networks: networks
                    )
                }
                await expect(.notFound) { try await store.addKey(key("one", 1)) }
                try await store.addUser(User(name: "ann", passwordHash: "", roles: [], created: time))
                try await store.addKey(key("one", 1, networks: ["10.0.0.0/8", "::1/128"]))
                try await store.addKey(key("two", 2))
                await expect(.conflict) { try await store.addKey(key("two", 3)) }
                #expect(try await store.keys(of: "ann").map(\.isDefault) == [true, false])
                try await store.setDefaultKey(user: "ann", name: "two")
                #expect(try await store.keys(of: "ann").filter(\.isDefault).map(\.name) == ["two"])
                await expect(.notFound) { try await store.setDefaultKey(user: "ann", name: "none") }
                let found = try await store.key(hash: [UInt8](repeating: 1, count: 32))
                #expect(found?.networks == ["10.0.0.0/8", "::1/128"] && found?.expires == time && found?.isReadOnly == false)
                #expect(try await store.key(hash: [1]) == nil)
                try await store.deleteKey(user: "ann", name: "one")
                await expect(.notFound) { try await store.deleteKey(user: "ann", name: "one") }
                try await store.addLoginSession(LoginSession(hash: [9], user: "ann", created: time, lastSeen: time))
                try await store.deleteUser(named: "ann")
                #expect(try await store.keys(of: "ann").isEmpty)
                #expect(try await store.loginSession(hash: [9]) == nil)
            }
        },
        ContractCase("login sessions do not move the generation") { engine in
            try await engine.withStore { store in
                let before = try await store.generation()
                for byte in UInt8(1)...4 {
                    try await store.addLoginSession(
                        LoginSession(
                            hash: [byte], user: byte < 3 ? "ann" : "bob", created: time,
                            lastSeen: Timestamp(microseconds: Int64(byte) * 100)))
                }
                try await store.touchLoginSession(hash: [4], at: Timestamp(microseconds: 1_000))
                #expect(try await store.loginSession(hash: [4])?.lastSeen == Timestamp(microseconds: 1_000))
                try await store.deleteLoginSession(hash: [1])
                #expect(try await store.loginSession(hash: [1]) == nil)
                try await store.deleteLoginSessions(lastSeenBefore: Timestamp(microseconds: 300))
                #expect(try await store.loginSession(hash: [2]) == nil)
                #expect(try await store.loginSession(hash: [3]) != nil)
                try await store.deleteLoginSessions(of: "bob")
                #expect(try await store.loginSession(hash: [4]) == nil)
                #expect(try await store.generation() == before)
            }
        },
        ContractCase("sensors, upstreams, settings, audit") { engine in
            try await engine.withStore { store in
                let sensors = (0..<3).map { number in
                    Sensor(
                        ident: "s\(number)", owner: "ann", sealedSecrets: [[1, 2, 255], []], publish: ["a", "b\n\""], subscribe: [],
                        created: time)
                }
                try await store.putSensors(sensors)
                #expect(try await store.generation() == 1)
                #expect(try await store.sensors().sorted { $0.ident < $1.ident } == sensors)
                #expect(try await store.sensor(ident: "s1") == sensors[1])
                try await store.deleteSensor(ident: "s1")
                await expect(.notFound) { try await store.deleteSensor(ident: "s1") }
                var upstream = Upstream(host: "::1", port: 10_000, ident: "i", sealedSecret: [0, 1], channels: ["x", "y"])
                try await store.putUpstream(upstream)
                upstream.usesTLS = true
                upstream.isEnabled = false
                try await store.putUpstream(upstream)
                #expect(try await store.upstreams() == [upstream])
                try await store.deleteUpstream(name: "[::1]:10000")
                await expect(.notFound) { try await store.deleteUpstream(name: "[::1]:10000") }
                try await store.setSetting("enable_api", to: "true")
                try await store.setSetting("x", to: "1")
                try await store.setSetting("x", to: nil)
                #expect(try await store.settings() == ["enable_api": "true"])
            }
        },
    ]
}
