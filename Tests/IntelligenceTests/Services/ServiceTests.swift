import Documents
import Model
import Storage
import Testing

@testable import Intelligence

@Suite("Services: settings, claims and ends of runs (crits-resources-2.md 9)")
struct ServiceTests {
    private let stored: Document = ["end": -1, "deep": true, "share": .double(0.5), "names": .list(["a"]), "mode": "fast"]

    @Test func givenOptionsTakeTheTypeOfTheStoredOnes() throws {
        let given: Document = ["end": "12", "deep": "no", "share": 2, "names": "x, y,", "mode": 7]
        let merged = try ServiceConfig.merge(given, over: stored, isOpen: false)
        #expect(merged == ["end": 12, "deep": false, "share": .double(2), "names": .list(["x", "y"]), "mode": "7"])
        #expect(try ServiceConfig.merge(Document(), over: stored, isOpen: false) == stored)
        #expect(try ServiceConfig.merge(["new": 1], over: stored, isOpen: true)["new"] == 1)
    }

    @Test(arguments: ["end", "deep", "share", "new", "mode"])
    func whatDoesNotFitIsRefusedByName(_ name: String) {
        let error = #expect(throws: Objection.self) {
            try ServiceConfig.merge(Document([Document.Field(name: name, value: .list([]))]), over: stored, isOpen: false)
        }
        #expect(error?.message.contains(name) == true)
    }

    @Test func tooManyOptionsAreRefused() {
        #expect(throws: Objection.self) {
            try ServiceConfig.merge(["mode": .string(String(repeating: "x", count: 70_000))], over: stored, isOpen: false)
        }
    }

    @Test(arguments: [("1.2", true), ("1.2.3", true), ("1", false), ("1.2.3.4", false), ("1.x", false), ("1.", false), ("", false)])
    func versions(_ text: String, _ isOne: Bool) { #expect(ServiceRecord.isVersion(text) == isOne) }

    @Test func secretsAreNotShown() {
        let entry: Document = [
            "name": "s", "config": .document(["depth": 1, "API_Key": "a", "zip_password": "b"]), "secrets": .document(["token": "00"]),
        ]
        let shown = SecretOption.redacted(entry)
        #expect(shown["config"] == .document(["depth": 1]) && shown["secrets"] == nil)
        #expect(shown["secret_config"] == .list(["API_Key", "token", "zip_password"]))
    }

    @Test(
        arguments: [
            (.pe, "MZ\u{0}", true), (.pe, "ZM", false), (.pdf, "junk %PDF-1.4", true), (.pdf, "%PD", false), (.rtf, "{\\rtf1", true),
            (.mail, "Received: by x\r\n", true), (.mail, "no colon here", false), (.mail, ": x", false), (.mail, "From bob", true),
            (.certificate, "x\n-----BEGIN CERTIFICATE-----", true), (.anything, "", true), (.zip, "", false), (.flash, "CWS", true),
        ] as [(AnalyserDescription.Content, String, Bool)])
    func contentsAreToldByTheirBeginning(_ content: AnalyserDescription.Content, _ text: String, _ matches: Bool) {
        #expect(content.matches(Array(text.utf8)) == matches)
    }

    @Test func everyKindOfContentRefusesNothingButAnything() {
        for content in AnalyserDescription.Content.allCases { #expect(content.matches([]) == (content == .anything), "\(content)") }
    }

    // MARK: The queue

    private func queue(_ store: MemoryTransaction, _ service: String, _ priority: AnalysisTask.Priority = .triage) throws -> ObjectID {
        let id = store.newID()
        let head: Document = ["analysis_id": .string(id.description), "status": "started", "log": .list([]), "results": .list([])]
        try store.insert(type: ObjectTypes.analysisResult, id: id, identities: [], head: head)
        try store.putTask(AnalysisTask(id: id, service: service, priority: priority, due: store.now))
        return id
    }

    private func claims(_ store: MemoryTransaction) -> AnalysisClaims {
        AnalysisClaims(transaction: store, leaseSeconds: 10, maximumAttempts: 2)
    }

    private let plain = ServiceRecord(name: "a", version: "1.0", supportedTypes: ["Sample"])
    private let limited = ServiceRecord(name: "b", version: "1.0", supportedTypes: ["Sample"], maximumRuns: 1)

    @Test func claimsGoByPriorityAgeAndLimit() throws {
        let store = MemoryTransaction()
        let old = try queue(store, "a")
        let first = try queue(store, "b", .interactive)
        _ = try queue(store, "b", .interactive)
        let urgent = try queue(store, "a", .interactive)
        #expect(try claims(store).claim([plain, limited], by: "x", wanted: 9).map(\.id) == [first, urgent, old])
        #expect(try claims(store).claim([plain, limited], by: "y", wanted: 9).isEmpty)
        #expect(store.tasks[old]?.claimant == "x" && store.tasks[old]?.attempts == 1)
    }

    @Test func lostClaimsAreTakenOverUntilTheTriesAreUsedUp() throws {
        let store = MemoryTransaction()
        let id = try queue(store, "a")
        for attempt in 1...2 {
            #expect(try claims(store).claim([plain], by: "x\(attempt)", wanted: 1).map(\.attempts) == [attempt])
            store.now = store.now.adding(seconds: 11)
        }
        #expect(try claims(store).claim([plain], by: "x3", wanted: 1).isEmpty)
        let result = try #require(try store.head(of: ObjectTypes.analysisResult, id: id))
        #expect(store.tasks.isEmpty && result["status"] == "error" && result["finish_date"] != nil)
    }

    @Test func whatTheClaimantMayNotHaveIsPassedOver() throws {
        let store = MemoryTransaction()
        var ids: [ObjectID] = []
        for _ in 0..<120 { ids.append(try queue(store, "a")) }
        let claimed = try claims(store).claim([plain], by: "x", wanted: 1) { $0.id == ids[110] }
        #expect(claimed.map(\.id) == [ids[110]])
    }

    @Test func anEndKeepsWhatAResultMayHold() throws {
        let store = MemoryTransaction()
        let id = try queue(store, "a")
        let task = try #require(store.tasks[id])
        let long = Document([Document.Field(name: "result", value: .string(String(repeating: "x", count: 1 << 20)))])
        let analysis = ReadAnalysis(results: Array(repeating: long, count: 9), log: [["level": "loud", "message": "m"]])
        try AnalysisEnding(transaction: store, task: task).complete(analysis, adding: [], notes: [], began: store.now)
        let result = try #require(try store.head(of: ObjectTypes.analysisResult, id: id))
        #expect(result["status"] == "completed" && store.tasks.isEmpty)
        #expect(result["results"]?.list?.count == 3 && result["results"]?.list?.first?.document?["subtype"] == "")
        let log = (result["log"]?.list ?? []).compactMap(\.document)
        #expect(log.map { $0["level"] } == ["info", "info", "warning", "info"])
    }

    @Test func pausesGrow() { #expect((1...7).map(AnalysisRunner.pause) == [1, 5, 25, 125, 625, 625, 625]) }

    // MARK: Triage

    @Test func newObjectsAreQueuedOnceForServicesThatTakeThem() throws {
        var bench = CommandBench()
        var other = limited
        other.runsOnTriage = true
        other.content = .pe
        var triage = plain
        triage.runsOnTriage = true
        bench.options.triage = [triage, other, plain]
        let digest = [UInt8](repeating: 1, count: 32)
        bench.store.contents[digest] = 5
        bench.store.beginnings[digest] = Array("hello".utf8)
        let file = UploadedFile(
            clientName: "f", size: 5, md5: String(repeating: "a", count: 32), sha1: String(repeating: "b", count: 40), sha256: digest,
            start: [])
        for _ in 0..<2 { _ = try bench.made("samples", ["upload_type": "file", "source": "Lab"], upload: file) }
        #expect(bench.store.tasks.values.map(\.service) == ["a"])
        let result = try #require(bench.store.documents(ObjectTypes.analysisResult).first)
        #expect(result["status"] == "started" && result["service_name"] == "a" && result["analyst"] == "ana")
        _ = try bench.made("domains", ["domain": "x.example.com", "source": "Lab"])
        #expect(bench.store.tasks.count == 1)
    }

    @Test(
        arguments: [
            (["Type": "URI"], "x", "URI"), (["subtype": "Potential Domains"], "x.example", "Domain"),
            (["subtype": "anything"], "2001:db8::1", "IPv6 Address"), (["subtype": "SHA1"], "x", "SHA1"),
            (["subtype": "h"], "d41d8cd98f00b204e9800998ecf8427e", "MD5"), (["subtype": "h"], "hello", nil),
        ] as [(Document, String, String?)])
    func entriesTellTheirType(_ entry: Document, _ value: String, _ kind: String?) { #expect(ResultKind.kind(of: entry, value) == kind) }
}
