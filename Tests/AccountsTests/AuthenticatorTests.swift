import Documents
import Model
import Storage
import Synchronization
import Testing

@testable import Accounts

/// Clocks that a test moves.
private final class TestClock: Sendable {
    private let passed = Mutex(Duration.zero)
    private let start = ContinuousClock.now

    func advance(_ duration: Duration) { passed.withLock { $0 += duration } }
    var instant: ContinuousClock.Instant { start + passed.withLock { $0 } }
    var now: Timestamp {
        let parts = passed.withLock { $0 }.components
        return Timestamp(microseconds: 1_700_000_000_000_000 + parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000)
    }
}

@Suite("Authentication")
struct AuthenticatorTests {
    private let clock = TestClock()
    private let store = FakeStore()
    private let directory: Directory
    private let authenticator: Authenticator
    private let administration: Administration

    init() async throws {
        let hasher = PasswordHasher(cost: PasswordHash.Cost(rounds: 2, blockSize: 1, parallelism: 1))
        try await FirstStart.installRoles(store)
        directory = try await Directory(store: store)
        let clock = self.clock
        authenticator = Authenticator(directory: directory, hasher: hasher, now: { clock.now }, instant: { clock.instant })
        administration = Administration(
            store: store, directory: directory, hasher: hasher, box: try SecretBox(keys: [[UInt8](repeating: 1, count: 32)]),
            now: { clock.now })
        try await administration.addUser("root", roles: ["admin"], password: "right")
        try await administration.addUser("reader", roles: ["access_normalized"], password: "right")
    }

    private func logIn(_ user: String, _ password: String = "right", from address: String = "192.0.2.1") async throws -> Authenticator.LogIn
    {
        try await authenticator.logIn(user: user, password: password, address: address)
    }

    private func isAccepted(_ result: Authenticator.LogIn) -> String? {
        if case .accepted(let token, _) = result { token } else { nil }
    }

    @Test("right, wrong, unknown, disabled")
    func passwords() async throws {
        #expect(isAccepted(try await logIn("reader")) != nil)
        #expect(try await logIn("reader", "wrong") == .refused)
        #expect(try await logIn("nobody") == .refused)
        try await administration.setActive(false, user: "reader")
        #expect(try await logIn("reader") == .refused)
    }

    @Test("the fourth failure locks the password for a quarter of an hour, not the key")
    func lockout() async throws {
        let key = try #require(APIKeyCredentials(user: "reader", key: try await administration.createKey(user: "reader", key: "k")))
        for number in 0..<4 { #expect(try await logIn("reader", "wrong", from: "198.51.100.\(number)") == .refused) }
        #expect(try await logIn("reader", from: "203.0.113.9") == .refused)
        guard case .accepted = try await authenticator.check(key, address: "203.0.113.9") else {
            return #expect(Bool(false), "key refused")
        }
        clock.advance(.seconds(15 * 60 + 1))
        #expect(isAccepted(try await logIn("reader", from: "203.0.113.9")) != nil)
    }

    @Test("a good log-in starts the count anew")
    func reset() async throws {
        for _ in 0..<3 {
            for number in 0..<3 { #expect(try await logIn("reader", "wrong", from: "198.51.100.\(number)") == .refused) }
            #expect(isAccepted(try await logIn("reader")) != nil)
        }
    }

    @Test("an administrator ends a lockout, by enabling or by a new password; 0 minutes last until then")
    func unlock() async throws {
        try await administration.set("lockout_minutes", to: "0")
        for number in 0..<4 { _ = try await logIn("reader", "wrong", from: "198.51.100.\(number)") }
        clock.advance(.seconds(400 * 86_400))
        #expect(try await logIn("reader") == .refused)
        try await administration.setActive(true, user: "reader")
        #expect(isAccepted(try await logIn("reader")) != nil)
        for number in 0..<4 { _ = try await logIn("reader", "wrong", from: "198.51.100.\(number)") }
        try await administration.setPassword("new", user: "reader")
        #expect(isAccepted(try await logIn("reader", "new")) != nil)
    }

    @Test("the last administrator is never locked out")
    func lastAdministrator() async throws {
        for number in 0..<50 { _ = try await logIn("root", "wrong", from: "198.51.100.\(number)") }
        #expect(isAccepted(try await logIn("root")) != nil)
    }

    @Test("failures from one address shut out no other")
    func backOff() async throws {
        var throttled = 0
        for number in 0..<40 {
            if case .throttled(let wait) = try await logIn("nobody\(number)", from: "198.51.100.1") {
                throttled += 1
                #expect(wait > .zero && wait <= .seconds(60))
            }
        }
        #expect(throttled > 10)
        #expect(isAccepted(try await logIn("reader", from: "198.51.100.2")) != nil)
        clock.advance(.seconds(61))
        #expect(isAccepted(try await logIn("reader", from: "198.51.100.1")) != nil)
    }

    @Test("login sessions: idle and absolute limits, log-out, password change")
    func sessions() async throws {
        let token = try #require(isAccepted(try await logIn("reader")))
        #expect(token.count == 64)
        #expect(store.content.withLock { $0.loginSessions.keys.contains(Authenticator.hash(token)) })
        #expect(try await authenticator.principal(session: token)?.user == "reader")
        for _ in 0..<5 {
            clock.advance(.seconds(11 * 3_600))
            #expect(try await authenticator.principal(session: token) != nil)
        }
        clock.advance(.seconds(12 * 3_600))
        #expect(try await authenticator.principal(session: token) == nil)

        let second = try #require(isAccepted(try await logIn("reader")))
        try await authenticator.logOut(session: second)
        #expect(try await authenticator.principal(session: second) == nil)

        let third = try #require(isAccepted(try await logIn("reader")))
        try await administration.setPassword("new", user: "reader")
        #expect(try await authenticator.principal(session: third) == nil)
        for wrong in ["", "x", String(repeating: "0", count: 64), third + "0"] {
            #expect(try await authenticator.principal(session: wrong) == nil)
        }
    }

    @Test("keys: expiry, network, user, revocation")
    func keys() async throws {
        func accepts(_ key: String, user: String = "reader", from address: String = "192.0.2.1") async throws -> Bool {
            let credentials = try #require(APIKeyCredentials(user: user, key: key))
            if case .accepted = try await authenticator.check(credentials, address: address) { return true }
            return false
        }
        let key = try await administration.createKey(
            user: "reader", key: "k", expires: Timestamp(microseconds: clock.now.microseconds + 10_000_000), networks: ["192.0.2.0/24"])
        #expect(key.count == 40)
        #expect(try await accepts(key))
        #expect(try await !accepts(key, from: "198.51.100.1"))
        #expect(try await !accepts(key, user: "root"))
        #expect(try await !accepts(key.uppercased() + "x"))
        clock.advance(.seconds(10))
        #expect(try await !accepts(key))
        let other = try await administration.createKey(user: "reader", key: "other", isReadOnly: true)
        #expect(try await accepts(other))
        try await administration.revokeKey(user: "reader", key: "other")
        #expect(try await !accepts(other))
    }

    @Test("another process's change is seen by refreshing")
    func generation() async throws {
        let changes = directory.changes()
        let other = Administration(
            store: store, hasher: PasswordHasher(cost: PasswordHash.Cost(rounds: 2, blockSize: 1, parallelism: 1)),
            box: try SecretBox(keys: [[UInt8](repeating: 1, count: 32)]))
        try await other.addUser("new", roles: ["public"], password: "x")
        #expect(directory.snapshot.users["new"] == nil)
        try await directory.refresh()
        #expect(directory.snapshot.users["new"] != nil)
        var iterator = changes.makeAsyncIterator()
        #expect(await iterator.next() != nil)
    }
}
