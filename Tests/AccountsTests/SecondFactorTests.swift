import Documents
import Model
import Storage
import Synchronization
import Testing

@testable import Accounts

@Suite("Second factor, policy, reset")
struct SecondFactorTests {
    private let store = FakeStore()
    private let box: SecretBox
    private let directory: Directory
    private let administration: Administration
    private let authenticator: Authenticator

    init() async throws {
        let box = try SecretBox(keys: [[UInt8](repeating: 1, count: 32)])
        self.box = box
        let hasher = PasswordHasher(cost: PasswordHash.Cost(rounds: 2, blockSize: 1, parallelism: 1))
        try await FirstStart.installRoles(store)
        directory = try await Directory(store: store)
        administration = Administration(store: store, directory: directory, hasher: hasher, box: box, now: { SecondFactorTests.time })
        authenticator = Authenticator(directory: directory, hasher: hasher, box: box, now: { SecondFactorTests.time })
        try await administration.addUser("root", roles: ["UberAdmin"], password: "right", email: "root@example.org")
        try await administration.addUser("ann", roles: ["Analyst"], password: "right", email: "ann@example.org")
        try await administration.set("totp_web", to: "optional")
    }

    private static let time = Timestamp(microseconds: 1_700_000_010_000_000)

    private func refusal(_ body: () async throws -> Void) async -> AccountError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? AccountError
        }
    }

    @Test(
        "the codes of RFC 6238, appendix B",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func vectors(_ row: (seconds: Int64, code: String)) {
        #expect(TOTP(secret: Array("12345678901234567890".utf8)).code(step: row.seconds / 30) == row.code)
    }

    @Test("base 32 there and back")
    func text() throws {
        #expect(TOTP(secret: Array("12345678901234567890".utf8)).text == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        let factor = TOTP()
        #expect(TOTP(text: factor.text)?.text == factor.text)
        for wrong in ["", "A", "geztgnbvgy3tqojqgezdgnbvgy3tqojq", "GEZDGNBVGY3TQOJ1GEZDGNBVGY3TQOJ1"] { #expect(TOTP(text: wrong) == nil) }
        #expect(factor.address(user: "a@b", issuer: "My Instance").hasPrefix("otpauth://totp/My%20Instance:a%40b?secret=\(factor.text)&"))
    }

    @Test("log-in needs the code, each opens once, two steps off are taken, three are not")
    func logIn() async throws {
        let factor = TOTP()
        let present = SecondFactorTests.time.microseconds / 30_000_000
        #expect(await refusal { try await administration.setSecondFactor(factor, code: "000", user: "ann") }?.field == "code")
        try await administration.setSecondFactor(factor, code: factor.code(step: present - 2), user: "ann")
        func isIn(_ code: String?) async throws -> Bool {
            let result = try await authenticator.logIn(
                user: "ann", password: "right", code: code, address: "192.0.2.\(Int.random(in: 1...250))")
            if case .accepted = result { return true }
            return false
        }
        #expect(try await !isIn(nil))
        #expect(try await !isIn(factor.code(step: present - 2)))
        #expect(try await !isIn(factor.code(step: present + 3)))
        #expect(try await isIn(factor.code(step: present)))
        #expect(try await !isIn(factor.code(step: present)))
        #expect(try await isIn(factor.code(step: present + 2)))
        try await administration.removeSecondFactor(user: "ann")
        #expect(try await isIn(nil))
        let secret = factor.text
        #expect(store.content.withLock { content in !content.audit.contains { $0.subject.contains(secret) } })
    }

    @Test("required: a session of who has none is good for making one only")
    func required() async throws {
        try await administration.set("totp_web", to: "Required")
        guard case .accepted(_, let principal) = try await authenticator.logIn(user: "ann", password: "right", address: "a") else {
            Issue.record("refused")
            return
        }
        #expect(principal.duty == .makeSecondFactor && !principal.mayUseThreatAPI)
    }

    @Test("the permission to log in by the web is asked for, with the same refusal")
    func permission() async throws {
        try await administration.addUser("low", roles: ["access_all"], password: "right")
        #expect(try await authenticator.logIn(user: "low", password: "right", address: "b", requiring: "web_interface") == .refused)
        guard case .accepted = try await authenticator.logIn(user: "low", password: "right", address: "b") else {
            Issue.record("refused")
            return
        }
    }

    @Test(
        "the policy binds users, not the command line", arguments: ["short1A", "alllower1", "ALLUPPER1", ".Starts1withdot", "NoDigitsHere"])
    func policy(_ password: String) async throws {
        let bound = administration.acting(as: "root")
        let error = await refusal { try await bound.addUser("new", roles: ["Analyst"], password: password) }
        #expect(error?.field == "password" && error?.reason.hasPrefix("Password not complex enough: 8 characters") == true)
        #expect(await refusal { try await bound.setPassword(password, user: "ann") } != nil)
        #expect(await refusal { try await bound.changeOwnPassword(user: "ann", current: "right", to: password) }?.field == "new_password")
        #expect(await refusal { try await bound.changeOwnPassword(user: "ann", current: "wrong", to: "Good#Pass1") }?.field == "current")
        try await administration.setPassword(password, user: "ann")
        #expect(try await store.user(named: "ann")?.mustChangePassword == false)
    }

    @Test("a password that someone else chose has to be changed, and to another one")
    func mustChange() async throws {
        let bound = administration.acting(as: "root")
        try await bound.setPassword("Chosen#1", user: "ann")
        guard case .accepted(_, let principal) = try await authenticator.logIn(user: "ann", password: "Chosen#1", address: "a") else {
            Issue.record("refused")
            return
        }
        #expect(principal.duty == .changePassword)
        #expect(await refusal { try await bound.changeOwnPassword(user: "ann", current: "Chosen#1", to: "Chosen#1") }?.code == .invalid)
        try await bound.changeOwnPassword(user: "ann", current: "Chosen#1", to: "Another#2")
        #expect(try await store.user(named: "ann")?.mustChangePassword == false)
    }

    @Test("a stolen session can't guess the password")
    func guessing() async throws {
        let bound = administration.acting(as: "ann")
        for _ in 0..<4 { _ = await refusal { try await bound.changeOwnPassword(user: "ann", current: "x", to: "Good#Pass1") } }
        #expect(await refusal { try await bound.changeOwnPassword(user: "ann", current: "right", to: "Good#Pass1") }?.code == .refused)
    }

    @Test("a reset: one text for all, a token that opens once, only its hash kept")
    func reset() async throws {
        let sent = Mutex<[Mail]>([])
        try await administration.set("instance_url", to: "https://waggle.example.org/")
        let reset = PasswordReset(administration) { mail, _ in sent.withLock { $0.append(mail) } }
        #expect(try await !reset.isPossible())
        try await reset.request(user: "ann", email: "other@example.org")
        try await reset.request(user: "nobody", email: "ann@example.org")
        #expect(sent.withLock { $0.isEmpty })
        try await reset.request(user: "ann", email: "Ann@example.org")
        let body = try #require(sent.withLock { $0.first }?.body)
        let start = try #require(body.firstRange(of: "https://waggle.example.org/reset/?token="))
        let token = String(body[start.upperBound...].prefix(32))
        #expect(token.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        #expect(store.content.withLock { content in !content.audit.contains { $0.subject.contains(token) } })
        #expect(await refusal { _ = try await reset.complete(token: token, password: "simple") }?.field == "password")
        #expect(
            await refusal { _ = try await reset.complete(token: "0" + token.dropFirst(), password: "Good#Pass1") }?.field == "token"
                || token.hasPrefix("0"))
        #expect(try await reset.complete(token: token, password: "Good#Pass1") == "ann")
        #expect(await refusal { _ = try await reset.complete(token: token, password: "Good#Pass2") }?.field == "token")
        guard case .accepted = try await authenticator.logIn(user: "ann", password: "Good#Pass1", address: "a") else {
            Issue.record("refused")
            return
        }
        #expect(
            await refusal { try await Mailer(SiteSettings.unset, box: nil).send(Mail(to: "a@b", subject: "", body: "")) }?.field
                == "email_host")
    }

    @Test("a mail's header can't be smuggled into")
    func mail() {
        for wrong in ["", "a", "a@b@c", "a b@c", "a@b>\r\nBcc: x", "<a@b>", "a@", "@b", "ä@b"] { #expect(!Mail.isAddress(wrong)) }
        let mail = Mail(to: "a@b.example", subject: "x\r\nBcc: c@d é", body: "one\ntwo\r\n.")
        let text = String(decoding: mail.message(from: "w@b.example", at: SecondFactorTests.time, id: "i"), as: UTF8.self)
        #expect(text.hasPrefix("Date: 14 Nov 2023 22:13:30 +0000\r\nFrom: <w@b.example>\r\nTo: <a@b.example>\r\nSubject: =?utf-8?Q?"))
        #expect(!text.contains("\r\nBcc") && text.hasSuffix("\r\n\r\none\r\ntwo\r\n.\r\n"))
    }

    @Test("failed log-ins are audited without what was typed for nobody")
    func audit() async throws {
        _ = try await authenticator.logIn(user: "hunter2", password: "x", address: "192.0.2.1")
        _ = try await authenticator.logIn(user: "ann", password: "x", address: "192.0.2.1")
        let entries = try await store.auditEntries(limit: 2)
        #expect(entries.map(\.action) == ["login.failed", "login.failed"])
        #expect(entries.map(\.subject) == ["ann from 192.0.2.1", "unknown user from 192.0.2.1"])
        #expect(try await store.auditFindings().isEmpty)
        store.change { content in
            let link = content.links[2]
            var entry = link.entry
            entry.actor = "nobody"
            content.links[2] = AuditLink(chain: 0, sequence: link.sequence, entry: entry, hash: link.hash)
        }
        #expect(try await store.auditFindings().map { $0.contains("entry 3 does not follow") } == [true])
        store.change { $0.links.remove(at: 4) }
    }

    @Test("a secret setting is kept sealed and never shown")
    func secretSetting() async throws {
        try await administration.set("email_password", to: "s3cret")
        #expect(try await administration.setting("email_password").value == "(set)")
        #expect(store.content.withLock { $0.settings["email_password"]?.contains("s3cret") } == false)
        #expect(try await store.auditEntries(limit: 1)[0].subject == "email_password a secret")
        try await administration.set("email_password", to: "")
        #expect(try await administration.setting("email_password").isDefault)
        #expect(await refusal { try await administration.set("password_complexity_regex", to: "(") }?.field == "password_complexity_regex")
    }

    @Test("sources, grants, items")
    func lists() async throws {
        #expect(try await administration.sources().map(\.name) == ["honeypots"])
        #expect(directory.snapshot.access(of: "root").canWrite(source: "honeypots"))
        #expect(directory.snapshot.access(of: "ann").readableSources.isEmpty)
        try await administration.addSource("own")
        #expect(directory.snapshot.access(of: "root").readableSources == ["honeypots", "own"])
        try await administration.setSource(SourceGrant(name: "own", read: true, tlpAmber: true), role: "Analyst")
        #expect(directory.snapshot.access(of: "ann").tlpFlags("own") == [.amber])
        #expect(await refusal { try await administration.setSource(.everything(on: "none"), role: "Analyst") }?.field == "source")
        #expect(await refusal { try await administration.setSource(.everything(on: "own"), role: "UberAdmin") }?.code == .refused)
        try await administration.addRole("copy", level: nil, copying: "UberAdmin")
        let copy = try await administration.role("copy")
        #expect(copy.permissions == Permission.names && copy.sources.map(\.name) == ["honeypots", "own"])
        #expect(await refusal { try await administration.setPermissions(["Sample.fly"], granted: true, role: "copy") }?.code == .unknown)
        #expect(directory.snapshot.offers("Yara", in: .signatureType))
        try await administration.setItem("Yara", in: .signatureType, isActive: false)
        #expect(!directory.snapshot.offers("Yara", in: .signatureType))
        try await FirstStart.installRoles(store)
        #expect(!directory.snapshot.offers("Yara", in: .signatureType))
    }
}

extension SiteSettings {
    fileprivate static var unset: SiteSettings { Settings().site }
}
