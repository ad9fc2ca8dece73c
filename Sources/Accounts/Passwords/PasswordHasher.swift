import Dispatch

/// Derives password hashes, at most two at once and never on the threads that serve requests (design decision 21).
public actor PasswordHasher {
    /// Derivations at once.
    public static let maximumRunning = 2
    /// Log-ins that may wait; more are refused at once.
    public static let maximumWaiting = 64
    /// Bytes of the longest password accepted.
    public static let maximumPasswordBytes = 1_024

    private let cost: PasswordHash.Cost
    private let queue = DispatchQueue(label: "waggle.passwords", qos: .utility, attributes: .concurrent)
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var dummy: PasswordHash?

    /// A hasher; tests may want a smaller cost.
    public init(cost: PasswordHash.Cost = .standard) {
        self.cost = cost
    }

    /// The text form of a new hash; throws when the password is empty or too long, or `busy`.
    public func hash(_ password: String) async throws -> String {
        try PasswordHasher.check(password)
        let cost = self.cost
        return try await limited { try PasswordHash(password: password, cost: cost).text }
    }

    /// Whether the password fits the stored hash. Without a hash the same time is spent for nothing, so that unknown
    /// users can't be told from known ones. Throws `busy`.
    public func verify(_ password: String, against stored: String?) async throws -> Bool {
        guard password.utf8.count <= PasswordHasher.maximumPasswordBytes else { return false }
        if let stored, let hash = PasswordHash(stored) {
            return try await limited { hash.matches(password) }
        }
        let hash = try await dummyHash()
        return try await limited {
            _ = hash.matches(password)
            return false
        }
    }

    /// Refuses a password that is empty or too long.
    public static func check(_ password: String) throws(AccountError) {
        guard !password.isEmpty else { throw AccountError(.invalid, field: "password", "must not be empty") }
        guard password.utf8.count <= maximumPasswordBytes else {
            throw AccountError(.invalid, field: "password", "is longer than \(maximumPasswordBytes) bytes")
        }
    }

    private func dummyHash() async throws -> PasswordHash {
        if let dummy { return dummy }
        let cost = self.cost
        let made = try await limited { try PasswordHash(password: RandomText.hexadecimal(bytes: 16), cost: cost) }
        dummy = made
        return made
    }

    private func limited<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await enter()
        defer { leave() }
        let queue = self.queue
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result(catching: work)) }
        }
    }

    private func enter() async throws {
        if running < PasswordHasher.maximumRunning {
            running += 1
            return
        }
        guard waiting.count < PasswordHasher.maximumWaiting else {
            throw AccountError(.busy, field: "password", "too many log-ins at once")
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Hands the place over to the one that waits longest.
    private func leave() {
        if waiting.isEmpty {
            running -= 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
