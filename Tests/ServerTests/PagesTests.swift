import Accounts
import Documents
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import Testing

@testable import Server

@Suite("Pages: frame, forms, who may see them")
struct PagesTests {
    /// A login session of a user, as a browser holds it: its cookie and the token of its forms.
    private struct Browser {
        let site: TestSite
        let cookie: String
        let token: String

        init(_ site: TestSite, _ user: String) async throws {
            self.site = site
            let body = "username=\(user)&password=" + TestSite.password.replacing(" ", with: "+")
            let answer = try await site.request(.post, "/login/", body: body)
            cookie = answer.headers[.setCookie].map { String($0.prefix { $0 != ";" }) } ?? ""
            let page = try await site.request(.get, "/", headers: [.cookie: cookie])
            let mark = "name=\"csrf_token\" value=\""
            token = page.text.range(of: mark).map { String(page.text[$0.upperBound...].prefix { $0 != "\"" }) } ?? ""
        }

        func get(_ path: String) async throws -> TestResponse {
            try await site.request(.get, path, headers: [.cookie: cookie])
        }

        func post(_ path: String, _ body: String, token: String? = nil) async throws -> TestResponse {
            try await site.request(.post, path, headers: [.cookie: cookie], body: body + "&csrf_token=" + (token ?? self.token))
        }
    }

    private static let parts = [
        "", "settings/", "settings/general/", "users/", "users/add/", "roles/", "roles/add/", "roles/combined/", "sensors/", "sensors/add/",
        "upstreams/", "upstreams/add/", "sources/", "items/", "items/action/", "audit/", "settings/mail/",
    ].map { "/control-panel/\($0)" }

    @Test("every part of the Control Panel is shown to an administrator and refused, with what is missing, to others", arguments: parts)
    func gates(_ path: String) async throws {
        let site = try await TestSite()
        let anonymous = try await site.request(.get, path)
        #expect(anonymous.status == .seeOther)
        #expect(anonymous.headers[.location]?.hasPrefix("/login/?next=%2fcontrol-panel") == true)
        let refused = try await Browser(site, "all").get(path)
        #expect(refused.status == .forbidden && refused.text.contains("control_panel_read"))
        let page = try await Browser(site, "admin").get(path)
        #expect(page.status == .ok)
        for text in ["<script>", "style=\"", " onclick"] { #expect(!page.text.contains(text)) }
    }

    @Test("a permission opens its part only, and only to look")
    func permissions() async throws {
        let site = try await TestSite()
        try await site.administration.addRole("auditor", level: nil)
        try await site.administration.setPermissions(
            ["web_interface", "control_panel_read", "control_panel_users_read"], granted: true, role: "auditor")
        try await site.administration.addUser("eve", roles: ["auditor"], password: TestSite.password)
        let eve = try await Browser(site, "eve")
        #expect(try await eve.get("/control-panel/users/").status == .ok)
        #expect(try await eve.get("/control-panel/sensors/").status == .forbidden)
        #expect(try await eve.post("/control-panel/users/active/", "name=public&active=false").status == .forbidden)
        #expect(site.directory.snapshot.users["public"]?.isActive == true)
    }

    @Test("who edits users can't make anyone mightier than themselves")
    func delegation() async throws {
        let site = try await TestSite()
        try await site.administration.addRole("clerk", level: 60)
        try await site.administration.setPermissions(
            ["control_panel_read", "control_panel_users_read", "control_panel_users_add", "control_panel_users_edit"], granted: true,
            role: "clerk")
        try await site.administration.addUser("carl", roles: ["clerk"], password: TestSite.password)
        let carl = try await Browser(site, "carl")
        for role in ["admin", "UberAdmin", "access_all", "Analyst"] {
            let body = "username=puppet&password=Correct+horse+1&roles=" + role
            #expect(try await carl.post("/control-panel/users/add/", body).status == .unprocessableContent, "\(role)")
        }
        #expect(try await carl.post("/control-panel/users/edit/?name=carl", "roles=admin").status == .unprocessableContent)
        let reset = try await carl.post("/control-panel/users/password/?name=admin", "password=Correct+horse+1")
        #expect(reset.status == .unprocessableContent)
        #expect(site.directory.snapshot.users["puppet"] == nil)
        #expect(site.directory.snapshot.users["carl"]?.roles == ["clerk"])
    }

    @Test("a form without the token of its session changes nothing", arguments: ["", "0000", nil])
    func tokens(_ token: String?) async throws {
        let site = try await TestSite()
        let admin = try await Browser(site, "admin")
        let body = "ident=x&publish=a"
        let answer =
            if let token { try await admin.post("/control-panel/sensors/add/", body, token: token) } else {
                try await site.request(.post, "/control-panel/sensors/add/", headers: [.cookie: admin.cookie], body: body)
            }
        #expect(answer.status == .forbidden)
        #expect(site.directory.snapshot.sensors["x"] == nil)
        let other = try await Browser(site, "all")
        #expect(try await admin.post("/control-panel/sensors/add/", body, token: other.token).status == .forbidden)
        #expect(try await admin.post("/control-panel/sensors/add/", body).status == .ok)
        #expect(site.directory.snapshot.sensors["x"] != nil)
    }

    @Test("a setting that does not fit is named, what was typed is kept, and nothing of the form is saved")
    func settings() async throws {
        let site = try await TestSite()
        let admin = try await Browser(site, "admin")
        let body = "lockout_minutes=ten&session_timeout=3&invalid_login_attempts=5&session_maximum_days=30&secure_cookie=auto"
        let answer = try await admin.post("/control-panel/settings/security/", body)
        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains("value=\"ten\"") && answer.text.contains("must be a whole number from 0 to 525600"))
        #expect(site.directory.settings.sessionTimeoutHours == 12)
        #expect(try await admin.post("/control-panel/settings/general/", "enable_api=true").status == .seeOther)
        #expect(site.directory.settings.enableAPI)
        #expect(try await admin.post("/control-panel/settings/general/", "").status == .seeOther)
        #expect(!site.directory.settings.enableAPI)
    }

    @Test(
        "after a log-in only a path of this site is followed",
        arguments: [
            ("/profile/", "/profile/"), ("/control-panel/users/?q=a%20b", "/control-panel/users/?q=a%20b"), ("//evil.example", "/"),
            ("/\\evil.example", "/"), ("https://evil.example", "/"), ("/a\r\nSet-Cookie: x=1", "/"), ("", "/"), ("profile", "/"),
        ])
    func next(_ path: String, _ place: String) {
        #expect(Navigation.local(path) == place)
    }

    @Test("the JSON endpoints of CRITs' profile page")
    func endpoints() async throws {
        let site = try await TestSite()
        let all = try await Browser(site, "all")
        let header = try #require(HTTPField.Name("X-Requested-With"))
        func call(_ path: String, _ body: String, script: Bool = true) async throws -> TestResponse {
            let headers: HTTPFields = script ? [.cookie: all.cookie, header: "XMLHttpRequest"] : [.cookie: all.cookie]
            return try await site.request(.post, path, headers: headers, body: body)
        }
        #expect(try await call("/create_api_key/", "name=x", script: false).status == .forbidden)
        let made = try await call("/create_api_key/", "name=x").json.root
        #expect(made["success"]?.bool == true && made["message"]?["key"]?.string?.count == 40)
        #expect(try await call("/make_default_api_key/", "name=x").text == #"{"success":true}"#)
        #expect(try await call("/get_api_key/", "name=y").text == #"{"success":false,"message":"No key for that name."}"#)
        #expect(try await call("/get_api_key/", "name=x").text.hasPrefix(#"{"success":false,"message":"Keys are shown only once"#))
        for path in ["/get_api_key/", "/create_api_key/", "/make_default_api_key/", "/revoke_api_key/"] {
            #expect(try await call(path, "name=").text == #"{"success":false,"message":"Need a name."}"#)
        }
        #expect(try await call("/revoke_api_key/", "name=x").text == #"{"success":true}"#)
        #expect(try await call("/revoke_api_key/", "name=x").text == #"{"success":false,"message":"Key not found."}"#)
    }

    @Test("assets are compressed, tagged and kept for ever under their version")
    func assets() async throws {
        let site = try await TestSite()
        let assets = Assets()
        for (name, file) in assets.files {
            let plain = try await site.request(.get, "/assets/\(name)")
            #expect(Array(plain.body.readableBytesView) == file.content && plain.headers[.contentEncoding] == nil)
            #expect(plain.headers[.cacheControl] == "no-cache")
            let small = try await site.request(
                .get, "/assets/\(name)?v=\(file.version)", headers: [.acceptEncoding: "br;q=1, gzip"])
            if let compressed = file.compressed {
                #expect(small.headers[.contentEncoding] == "gzip")
                #expect(Array(small.body.readableBytesView) == compressed && compressed.count < file.content.count)
            }
            #expect(small.headers[.cacheControl]?.contains("immutable") == true)
            let tag = try #require(plain.headers[.eTag])
            #expect(try await site.request(.get, "/assets/\(name)", headers: [.ifNoneMatch: tag]).status == .notModified)
            #expect(
                try await site.request(.get, "/assets/\(name)", headers: [.acceptEncoding: "gzip;q=0"]).headers[.contentEncoding] == nil)
        }
        #expect(try await site.request(.get, "/assets/../page.mustache").status == .notFound)
    }

    @Test("without Bootstrap's package a page says what to install")
    func missingBootstrap() throws {
        let assets = Assets(bootstrapPlaces: ["/nonexistent.css"])
        #expect(assets.addresses.bootstrap == nil)
        let frame = Frame(
            page: PageView("T"), instance: "W", classification: nil, person: nil, navigation: [], token: "", theme: "auto",
            otherTheme: "dark", path: "/", flash: nil, assets: assets.addresses)
        #expect(try Templates().render(frame).contains("libjs-bootstrap5"))
    }

    @Test("a form that was refused keeps what was typed, but no password, and names field and reason")
    func refusedForm() {
        let form = Form("f", action: "/x", fields: [.text("name", "Name"), .password("password", "Password")])
        let sent = FormFields("name=%3Cb%3E&password=secret")
        let view = form.view(sent: sent, problem: AccountError(.exists, field: "name", "is taken"))
        #expect(view.fields[0].value == "<b>" && view.fields[0].problem == "Name is taken.")
        #expect(view.fields[1].value.isEmpty && view.fields[1].problem == nil && view.fault == nil)
        let other = form.view(sent: sent, problem: AccountError(.refused, field: "user", "is the last one"))
        #expect(other.fault == "User: is the last one.")
    }

    @Test("a QR code has a quiet zone and grows with its text")
    func qr() throws {
        let short = try #require(PictureView(of: "otpauth://totp/a", label: "", caption: ""))
        let long = try #require(PictureView(of: String(repeating: "x", count: 300), label: "", caption: ""))
        #expect(short.width < long.width && short.path.hasPrefix("M4 4h1v1h-1z"))
        #expect(PictureView(of: String(repeating: "x", count: 5_000), label: "", caption: "") == nil)
    }
}

extension String {
    /// Where a text first occurs.
    fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
