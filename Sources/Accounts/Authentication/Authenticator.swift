import Crypto
public import Documents
import Model
import NIOConcurrencyHelpers
import Storage

/// Tells who makes a request: by password, login session or API key.
public final class Authenticator: Sendable {
    /// How a log-in by password ended.
    public enum LogIn: Sendable, Equatable {
        /// The value of the cookie, and who it is.
        case accepted(token: String, Principal)
        /// Wrong name or password, or blocked; the caller does not learn which.
        case refused
        /// Not even tried: too many failures before.
        case throttled(retryAfter: Duration)
    }

    /// How a look at an API key ended.
    public enum KeyCheck: Sendable, Equatable {
        case accepted(Principal)
        case refused
        /// Wrong, like many before from the same place.
        case throttled(retryAfter: Duration)
    }

    struct State {
        var ledger = FailureLedger()
        var sessions = CredentialCache<LoginSession>()
        var keys = CredentialCache<APIKey>()
    }

    /// Time after which the last use of a session is written down again.
    static let touchInterval: Int64 = 60_000_000

    /// Users and settings.
    public let directory: Directory
    let hasher: PasswordHasher
    /// Opens second factors; without it users who have one can't log in.
    let box: SecretBox?
    let now: @Sendable () -> Timestamp
    let instant: @Sendable () -> ContinuousClock.Instant
    let state = NIOLockedValueBox(State())

    /// An authenticator; tests may want clocks of their own.
    public init(
        directory: Directory, hasher: PasswordHasher, box: SecretBox? = nil, now: @escaping @Sendable () -> Timestamp = { .now },
        instant: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.directory = directory
        self.hasher = hasher
        self.box = box
        self.now = now
        self.instant = instant
    }

    /// The caller behind an active user.
    func principal(_ user: String, isReadOnly: Bool, way: Principal.Way, in snapshot: DirectorySnapshot) -> Principal? {
        guard let found = snapshot.users[user], found.isActive else { return nil }
        // Keys are for programs, which have no such duties.
        let duty = if case .session = way { duty(of: found, in: snapshot) } else { Principal.Duty?.none }
        return Principal(user: user, access: snapshot.access(of: user), isReadOnly: isReadOnly, way: way, duty: duty)
    }

    /// SHA-256, under which keys and cookies are stored: they are random, so a slow hash would add nothing.
    public static func hash(_ secret: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(secret.utf8)))
    }
}

/// Credentials read from the store in the last second; forgotten when the directory moves on.
struct CredentialCache<Value: Sendable>: Sendable {
    private static var maximumEntries: Int { 10_000 }
    private static var lifetime: Duration { .seconds(1) }

    private var entries: [[UInt8]: (value: Value, read: ContinuousClock.Instant)] = [:]
    private var generation: Int64 = .min

    /// The value of a hash, when it was read a moment ago.
    mutating func value(of hash: [UInt8], generation: Int64, at now: ContinuousClock.Instant) -> Value? {
        if generation != self.generation {
            entries.removeAll(keepingCapacity: true)
            self.generation = generation
        }
        guard let entry = entries[hash], now - entry.read < Self.lifetime else { return nil }
        return entry.value
    }

    /// Remembers a value that was read under a generation.
    mutating func store(_ value: Value, of hash: [UInt8], generation: Int64, at now: ContinuousClock.Instant) {
        guard generation == self.generation else { return }
        if entries.count >= Self.maximumEntries { entries.removeAll(keepingCapacity: true) }
        entries[hash] = (value, now)
    }

    mutating func forget(_ hash: [UInt8]) {
        entries[hash] = nil
    }
}
