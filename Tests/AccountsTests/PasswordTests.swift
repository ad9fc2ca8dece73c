import Accounts
import Testing

@Suite("Passwords")
struct PasswordTests {
    private let hasher = PasswordHasher(cost: PasswordHash.Cost(rounds: 16, blockSize: 1, parallelism: 1))

    @Test("a hash fits its password only, and is salted")
    func roundTrip() async throws {
        let first = try await hasher.hash("correct horse")
        let second = try await hasher.hash("correct horse")
        #expect(first != second)
        #expect(first.hasPrefix("$scrypt$n=16,r=1,p=1$"))
        #expect(try await hasher.verify("correct horse", against: first))
        #expect(try await !hasher.verify("correct horsf", against: first))
        #expect(try await !hasher.verify("", against: first))
    }

    @Test("a known vector of RFC 7914")
    func vector() async throws {
        // scrypt("", "", N=16, r=1, p=1) has an empty salt, which no hash of ours has; this one has the salt "NaCl".
        let stored =
            "$scrypt$n=1024,r=8,p=16$TmFDbA==$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA=="
        #expect(try await hasher.verify("password", against: stored))
        #expect(try await !hasher.verify("Password", against: stored))
    }

    @Test(
        "damaged hashes open nothing",
        arguments: [
            "", "x", "$scrypt$n=16,r=1,p=1$AAAA$", "$scrypt$n=15,r=1,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$scrypt$n=16,r=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "$argon2id$x$y$z",
            "$scrypt$n=99999999999,r=1,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ])
    func damaged(_ text: String) async throws {
        #expect(PasswordHash(text) == nil)
        #expect(try await !hasher.verify("x", against: text))
    }

    @Test("an unknown user costs a derivation and is refused")
    func dummy() async throws {
        #expect(try await !hasher.verify("anything", against: nil))
    }

    @Test("empty and endless passwords are refused", arguments: ["", String(repeating: "a", count: 1_025)])
    func lengths(_ password: String) async {
        await #expect(throws: AccountError.self) { try await hasher.hash(password) }
    }

    @Test("many at once all get an answer")
    func crowd() async throws {
        let stored = try await hasher.hash("x")
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<40 { group.addTask { try await hasher.verify(number.isMultiple(of: 2) ? "x" : "y", against: stored) } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(right == 20)
    }

    @Test("the standard cost works")
    func standardCost() async throws {
        let hasher = PasswordHasher()
        let stored = try await hasher.hash("x")
        #expect(stored.hasPrefix("$scrypt$n=32768,r=8,p=3$"))
        #expect(try await hasher.verify("x", against: stored))
    }
}
