import Accounts
import Documents
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Model
import NIOCore
import Server
import Storage

/// A server over a store in memory, with a user and a key for each level.
struct TestSite {
    let store: FakeStore
    let directory: Directory
    let authenticator: Authenticator
    let administration: Administration
    let health = HealthChecks()
    /// Keys by user: `public`, `normalized`, `all`, `admin`.
    let keys: [String: String]

    static let password = "correct horse battery"
    /// A derivation that takes no time.
    static let cost = PasswordHash.Cost(rounds: 2, blockSize: 1, parallelism: 1)

    init(_ content: FakeStore.Content = FakeStore.Content()) async throws {
        store = FakeStore(content)
        let hasher = PasswordHasher(cost: TestSite.cost)
        let box = try SecretBox(keys: [[UInt8](repeating: 7, count: SecretBox.keyLength)])
        try await FirstStart.installRoles(store)
        directory = try await Directory(store: store)
        administration = Administration(store: store, directory: directory, hasher: hasher, box: box)
        authenticator = Authenticator(directory: directory, hasher: hasher, box: box)
        var keys: [String: String] = [:]
        for (name, role) in [
            ("public", "public"), ("normalized", "access_normalized"), ("all", "access_all"), ("admin", "admin"),
        ] {
            try await administration.addUser(name, roles: [role], password: TestSite.password)
            keys[name] = try await administration.createKey(user: name, key: "test")
        }
        self.keys = keys
    }

    /// Runs a test against the server, in process or over a socket.
    func test<Value>(
        _ kind: TestingSetup = .router, limits: ServerConfiguration.Limits = .init(),
        _ body: @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = try buildServer(
            configuration: ServerConfiguration(port: 0, limits: limits), parts: parts, logger: logger)
        return try await application.test(kind, body)
    }

    var parts: ServerParts {
        ServerParts(
            observations: store, directory: directory, authenticator: authenticator, administration: administration, health: health,
            metrics: { "waggle_up 1\n" })
    }

    /// The header that opens the API for one of the users.
    func authorization(_ user: String) -> HTTPFields {
        [.authorization: "ApiKey \(user):\(keys[user] ?? "")"]
    }

    /// A GET in the name of a user, nobody when nil.
    func get(_ path: String, as user: String? = "all") async throws -> TestResponse {
        try await request(.get, path, as: user)
    }

    /// Any request in the name of a user.
    func request(
        _ method: HTTPRequest.Method, _ path: String, as user: String? = nil, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> TestResponse {
        var fields = user.map(authorization) ?? [:]
        for field in headers { fields.append(field) }
        return try await test { [fields] client in
            try await client.execute(uri: path, method: method, headers: fields, body: body.map(ByteBuffer.init(string:)))
        }
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }

    /// The body read as JSON.
    var json: JSONText {
        get throws { try JSONText(Array(body.readableBytesView)) }
    }

    /// The items of the one array of the answer, each as compact JSON.
    func items(_ name: String) throws -> [String] {
        let root = try json.root
        return (root.member(named: name)?.elements ?? root.elements).map { element in
            var writer = JSONWriter()
            writer.value(element)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
    }
}
