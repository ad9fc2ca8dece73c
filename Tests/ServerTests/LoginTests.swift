import Accounts
import Documents
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Synchronization
import Testing

@Suite("Logging in and the administration page")
struct LoginTests {
    private func logIn(_ site: TestSite, _ user: String, path: String = "/login") async throws -> (TestResponse, String) {
        let answer = try await site.request(
            .post, path, body: "username=%20\(user)+&password=" + TestSite.password.replacing(" ", with: "+"))
        return (answer, answer.headers[.setCookie].map { String($0.prefix { $0 != ";" }) } ?? "")
    }

    @Test("the exact answers of Mnemosyne's form")
    func apiForm() async throws {
        let site = try await TestSite()
        let (answer, cookie) = try await logIn(site, "normalized")
        #expect(answer.status == .ok && answer.text == "You provided valid credentials")
        #expect(answer.headers[.setCookie]?.hasSuffix("; Path=/; HttpOnly; SameSite=Lax") == true)
        let value = cookie.drop { $0 != "=" }.dropFirst()
        for name in ["beaker.session.id", "sessionid"] {
            let headers: HTTPFields = [.cookie: "a=b; \(name)=\(value)"]
            #expect(try await site.request(.get, "/api/v1/sessions", headers: headers).status == .ok)
            #expect(try await site.request(.get, "/api/v1/hpfeeds", headers: headers).status == .unauthorized)
        }
        let out = try await site.request(.get, "/logout", headers: [.cookie: cookie])
        #expect(out.status == .seeOther && out.headers[.location] == "/unauth")
        #expect(try await site.request(.get, "/api/v1/sessions", headers: [.cookie: cookie]).status == .unauthorized)
        let unauthorized = try await site.get("/unauth", as: nil)
        #expect(unauthorized.status == .unauthorized && unauthorized.text == "Unauthorized")
    }

    @Test(
        "a refusal does not say why",
        arguments: ["username=normalized&password=x", "username=nobody&password=x", "username=&password=", "", "username=normalized"])
    func refused(_ body: String) async throws {
        let site = try await TestSite()
        let answer = try await site.request(.post, "/login", body: body)
        #expect(answer.status == .unauthorized && answer.text == "Invalid credentials")
        #expect(answer.headers[.setCookie] == nil)
    }

    @Test("the login page")
    func webForm() async throws {
        let site = try await TestSite()
        #expect(try await site.get("/login", as: nil).headers[.location] == "/login/")
        let page = try await site.get("/login/", as: nil)
        #expect(page.status == .ok && page.text.contains("method=\"post\" action=\"/login/\""))
        #expect(page.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        let (answer, cookie) = try await logIn(site, "admin", path: "/login/")
        #expect(answer.status == .seeOther && answer.headers[.location] == "/")
        #expect(cookie.hasPrefix("sessionid="))
        #expect(try await site.request(.get, "/admin", headers: [.cookie: cookie]).status == .ok)
    }

    @Test("the page shows accounts and four forms, without inline script or style")
    func page() async throws {
        let site = try await TestSite()
        try await site.administration.addRole("<script>alert(1)</script>", level: 5)
        let page = try await site.get("/admin", as: "admin")
        #expect(page.status == .ok)
        for text in ["normalized", "access_all", "/create_user", "/delete_user", "/create_role", "/delete_role", "&lt;script&gt;"] {
            #expect(page.text.contains(text))
        }
        #expect(!page.text.contains("<script>") && !page.text.contains("style=") && !page.text.contains("onclick"))
        for user in [nil, "all"] {
            let answer = try await site.get("/admin", as: user)
            #expect(answer.status == .seeOther && answer.headers[.location] == "/unauth")
        }
    }

    static let ok = #"{"ok":true,"msg":""}"#

    @Test("changes and refusals of the four posts")
    func posts() async throws {
        let site = try await TestSite()
        func post(_ path: String, _ body: String) async throws -> String {
            let answer = try await site.request(.post, path, as: "admin", body: body)
            #expect(answer.status == .ok)
            return answer.text
        }
        #expect(try await post("/create_role", "role=watcher&level=60") == LoginTests.ok)
        #expect(try await post("/create_user", "username=new&role=watcher&password=Correct+horse+1") == LoginTests.ok)
        for (path, body) in [
            ("/create_role", "role=watcher&level=60"), ("/create_role", "role=y&level=high"), ("/create_role", "role=y&level=101"),
            ("/create_role", "role=&level=1"), ("/create_user", "username=new&role=watcher&password=Correct+horse+1"),
            ("/create_user", "username=y&role=none&password=Correct+horse+1"),
            ("/create_user", "username=&role=public&password=Correct+horse+1"),
            ("/create_user", "username=y&role=public&password="), ("/delete_user", "username=none"), ("/delete_user", "username=admin"),
            ("/delete_role", "role=none"), ("/delete_role", "role=watcher"), ("/delete_role", "role=public"),
        ] {
            let text = try await post(path, body)
            #expect(text.hasPrefix(#"{"ok":false,"msg":""#) && text.count > 25, "\(path) \(body)")
        }
        #expect(try await post("/delete_user", "username=new") == LoginTests.ok)
        #expect(try await post("/delete_role", "role=watcher") == LoginTests.ok)
        #expect(site.store.content.withLock { $0.audit.contains { $0.action == "user.delete" && $0.actor == "admin" } })
    }

    @Test("below level 100 nothing is done", arguments: [nil, "all"])
    func notAuthorized(_ user: String?) async throws {
        let site = try await TestSite()
        let answer = try await site.request(.post, "/create_role", as: user, body: "role=x&level=100")
        #expect(answer.status == .unauthorized)
        #expect(try answer.json.root["ok"]?.bool == false)
        #expect(site.directory.snapshot.roles["x"] == nil)
    }

    @Test("a read-only key writes nothing")
    func readOnly() async throws {
        let site = try await TestSite()
        let key = try await site.administration.createKey(user: "admin", key: "reading", isReadOnly: true)
        let headers: HTTPFields = [.authorization: "ApiKey admin:\(key)"]
        #expect(try await site.request(.post, "/create_role", headers: headers, body: "role=x&level=1").status == .forbidden)
        #expect(try await site.request(.get, "/api/v1/hpfeeds", headers: headers).status == .ok)
    }

    @Test("posts from other sites are refused when a cookie made them")
    func crossSite() async throws {
        let site = try await TestSite()
        let (_, cookie) = try await logIn(site, "admin")
        let fetchSite = try #require(HTTPField.Name("Sec-Fetch-Site"))
        func status(_ headers: HTTPFields, _ body: String = "role=x&level=1") async throws -> HTTPResponse.Status {
            var headers = headers
            headers[.cookie] = cookie
            return try await site.request(.post, "/create_role", headers: headers, body: body).status
        }
        #expect(try await status([.origin: "https://evil.example"]) == .forbidden)
        #expect(try await status([.origin: "null"]) == .forbidden)
        #expect(try await status([fetchSite: "cross-site"]) == .forbidden)
        #expect(try await status([fetchSite: "same-origin"], "role=x&level=1&csrf_token=wrong") == .forbidden)
        #expect(site.directory.snapshot.roles["x"] == nil)
        #expect(try await status([fetchSite: "same-origin"]) == .ok)
        #expect(site.directory.snapshot.roles["x"] != nil)
    }

    @Test("each log-in ends the session that came with it")
    func renewal() async throws {
        let site = try await TestSite()
        let (_, old) = try await logIn(site, "all")
        let body = "username=all&password=" + TestSite.password.replacing(" ", with: "+")
        _ = try await site.request(.post, "/login", headers: [.cookie: old], body: body)
        #expect(try await site.request(.get, "/api/v1/hpfeeds", headers: [.cookie: old]).status == .unauthorized)
    }

    @Test("a body that is too long is 413")
    func longBody() async throws {
        let site = try await TestSite()
        let answer = try await site.request(.post, "/login", body: String(repeating: "a", count: 70_000))
        #expect(answer.status == .contentTooLarge)
    }
}
