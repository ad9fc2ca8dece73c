import Accounts
import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOCore
import NIOEmbedded
import Testing

@testable import Server

@Suite("Who calls the threat-intelligence API")
struct ThreatCallerTests {
    private let site: TestSite
    private let key: String
    private let readOnly: String
    private let session: String

    init() async throws {
        site = try await TestSite()
        try await site.administration.addUser("ann", roles: ["Analyst"], password: "x")
        key = try await site.administration.createKey(user: "ann", key: "k")
        readOnly = try await site.administration.createKey(user: "ann", key: "r", isReadOnly: true)
        guard case .accepted(let token, _) = try await site.authenticator.logIn(user: "ann", password: "x", address: "a") else {
            throw AccountError(.refused, field: "test", "no session")
        }
        session = token
    }

    private enum Outcome: Equatable {
        case user(String)
        case status(Int)
    }

    /// Sends a request through identification and asks who it is.
    private func call(
        _ method: HTTPRequest.Method = .get, _ path: String = "/api/v1/ips/", _ fields: [(HTTPField.Name, String)] = [],
        body: ThreatCaller.BodyCredentials = .init(), isSecure: Bool = false, isWriting: Bool = false
    ) async throws -> Outcome {
        var headers = HTTPFields()
        for (name, value) in fields { headers.append(HTTPField(name: name, value: value)) }
        let request = Request(
            head: HTTPRequest(method: method, scheme: "http", authority: "waggle.example", path: path, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
        let context = ServerContext(
            source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "test")))
        let caller = ThreatCaller(authenticator: site.authenticator, isSecure: isSecure)
        let response = try await Identification(authenticator: site.authenticator).handle(request, context: context) { request, context in
            do {
                let principal = try await caller.principal(request, context, body: body, isWriting: isWriting)
                return Response(status: .ok, headers: [.server: principal.user])
            } catch let refusal as Refusal {
                return refusal.response
            }
        }
        return response.status == .ok ? .user(response.headers[.server] ?? "") : .status(response.status.code)
    }

    private var cookie: (HTTPField.Name, String) { (.cookie, "sessionid=\(session); csrftoken=t0ken") }
    private var token: HTTPField.Name { HTTPField.Name("X-CSRFToken") ?? .accept }

    @Test("header, query, body, and their mixture")
    func keys() async throws {
        #expect(try await call() == .status(401))
        #expect(try await call(.get, "/", [(.authorization, "aPiKeY ann:\(key)")]) == .user("ann"))
        #expect(try await call(.get, "/?username=ann&api_key=\(key)") == .user("ann"))
        #expect(try await call(.post, "/", body: .init(username: "ann", key: key)) == .user("ann"))
        #expect(try await call(.post, "/?username=ann", body: .init(key: key)) == .user("ann"))
        #expect(try await call(.post, "/?api_key=\(key)", body: .init(username: "ann", key: "wrong")) == .user("ann"))
        #expect(try await call(.get, "/?username=ann&api_key=\(key)", [(.authorization, "ApiKey ann:wrong")]) == .status(401))
        #expect(try await call(.get, "/?username=ann&api_key=\(key)", [(.authorization, "ApiKey nonsense")]) == .user("ann"))
        #expect(try await call(.get, "/?username=ann&api_key=\(key)", [(.authorization, "Basic eA==")]) == .user("ann"))
        #expect(try await call(.get, "/?username=Ann&api_key=\(key)") == .status(401))
    }

    @Test("a key needs api_interface, an active user, and for writing to be more than read-only")
    func rights() async throws {
        // Level 70 opens Mnemosyne's resources only.
        #expect(try await call(.get, "/", [(.authorization, "ApiKey all:\(site.keys["all"] ?? "")")]) == .status(401))
        #expect(try await call(.get, "/", [(.authorization, "ApiKey ann:\(readOnly)")]) == .user("ann"))
        #expect(try await call(.post, "/", [(.authorization, "ApiKey ann:\(readOnly)")], isWriting: true) == .status(403))
        try await site.administration.setActive(false, user: "ann")
        #expect(try await call(.get, "/", [(.authorization, "ApiKey ann:\(key)")]) == .status(401))
    }

    @Test("a session reads; it writes with the token, over TLS from our origin")
    func sessions() async throws {
        #expect(try await call(.get, "/", [cookie]) == .user("ann"))
        #expect(try await call(.get, "/?username=ann&api_key=wrong", [cookie]) == .user("ann"))
        #expect(try await call(.post, "/", [cookie]) == .status(401))
        #expect(try await call(.post, "/", [cookie, (token, "other")]) == .status(401))
        #expect(try await call(.post, "/", [cookie, (token, "t0ken")]) == .user("ann"))
        #expect(try await call(.post, "/", [(.cookie, "sessionid=\(session)"), (token, "")]) == .status(401))
        #expect(try await call(.post, "/", [cookie, (token, "t0ken")], isSecure: true) == .status(401))
        #expect(try await call(.post, "/", [cookie, (token, "t0ken"), (.origin, "https://evil.example")], isSecure: true) == .status(401))
        #expect(try await call(.post, "/", [cookie, (token, "t0ken"), (.origin, "null")], isSecure: true) == .status(401))
        #expect(
            try await call(.post, "/", [cookie, (token, "t0ken"), (.origin, "https://waggle.example")], isSecure: true) == .user("ann"))
        #expect(
            try await call(.post, "/", [cookie, (token, "t0ken"), (.referer, "https://waggle.example/x")], isSecure: true) == .user("ann"))
        #expect(
            try await call(.post, "/", [cookie, (token, "t0ken"), (.referer, "https://waggle.example.evil/")], isSecure: true)
                == .status(401))
    }
}
