import Documents
import Foundation
import Model
import Normalization
import Storage
import Testing

@testable import Collection

@Suite struct CowrieImportTests {
    private static let connect = #"""
        {"eventid":"cowrie.session.connect","src_ip":"203.0.113.7","src_port":40000,"dst_ip":"198.51.100.9","dst_port":2222,\#
        "session":"aa11","protocol":"ssh","sensor":"trap","timestamp":"2026-01-01T23:59:58.000000Z"}
        """#

    private static func event(_ name: String, _ members: String, session: String = "aa11", at time: String = "2026-01-01T23:59:59Z")
        -> String
    {
        #"{"eventid":"\#(name)","session":"\#(session)","timestamp":"\#(time)"\#(members.isEmpty ? "" : "," + members)}"#
    }

    private func run(
        _ files: [[String]], _ store: RecordingStore, ident: String? = nil
    ) async throws -> (ImportCounts, open: Int, [ImportLineError]) {
        var job = CowrieImport(store: store, options: NormalizationOptions(), ident: ident)
        var faults: [ImportLineError] = []
        for lines in files {
            let path = FileManager.default.temporaryDirectory.appending(path: "waggle-cowrie-\(UUID().uuidString)").path
            try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
            defer { try? FileManager.default.removeItem(atPath: path) }
            let file = open(path, O_RDONLY)
            defer { close(file) }
            try await job.read(file: file) {
                faults.append($0)
            } progress: { _ in
            }
        }
        try await job.finish()
        return (job.counts, job.openSessions, faults)
    }

    private static let files = [
        [
            connect, event("cowrie.client.version", #""version":"SSH-2.0-x""#),
            event("cowrie.login.failed", #""username":"root","password":"1""#),
            event("cowrie.login.success", #""username":"root","password":"ü""#),
            #"{"eventid":"cowrie.start","timestamp":"2026-01-01T00:00:00Z"}"#,
        ],
        [
            event("cowrie.command.input", #""input":"wget http://x/""#), event("cowrie.command.failed", #""input":"nope""#),
            event("cowrie.session.file_download", #""url":"http://x/","shasum":"abc""#),
            event("cowrie.session.file_upload", #""shasum":"abc""#),
            event("cowrie.session.closed", "", at: "2026-01-02T00:00:10.5Z"),
        ],
    ]

    @Test func aSessionOverTwoFilesIsWhatTheHoneypotWouldHaveSent() async throws {
        let store = RecordingStore()
        let (counts, open, faults) = try await run(Self.files, store)
        #expect(faults.isEmpty && open == 0)
        #expect((counts.imported, counts.skipped, counts.refused) == (1, 0, 0))
        let message = try #require(store.messages.first).message
        #expect(message.ident == "trap" && message.channel == "cowrie.sessions")
        #expect(message.received == Timestamp("2026-01-02T00:00:10.5"))
        #expect(
            String(decoding: message.payload, as: UTF8.self) == #"""
                {"session":"aa11","startTime":"2026-01-01T23:59:58.000000Z","endTime":"2026-01-02T00:00:10.500000","peerIP":"203.0.113.7",\#
                "peerPort":40000,"hostIP":"198.51.100.9","hostPort":2222,"loggedin":["root","ü"],"credentials":[["root","1"]],\#
                "commands":["wget http://x/"],"unknownCommands":["nope"],"urls":["http://x/"],"version":"SSH-2.0-x","ttylog":null,\#
                "hashes":["abc"],"protocol":"ssh"}
                """#)
        let sessions = try Normalizer().normalize(message)
        #expect(sessions.count == 1)
    }

    @Test func onceMoreAddsNothingAndAGrowingLogOnlyWhatIsNew() async throws {
        let store = RecordingStore()
        let (first, open, _) = try await run([Self.files[0]], store, ident: "i")
        #expect(first.imported == 0 && open == 1)
        let (second, _, _) = try await run(Self.files, store, ident: "i")
        #expect(second.imported == 1)
        let (third, _, _) = try await run(Self.files, store, ident: "i")
        #expect((third.imported, third.skipped) == (0, 1))
        #expect(store.messages.map(\.message.ident) == ["i"])
    }

    @Test func whatNeverEndedIsTakenAfterADay() async throws {
        let store = RecordingStore()
        let later = [Self.event("cowrie.client.version", #""version":"x""#, session: "bb22", at: "2026-01-03T00:00:00Z")]
        let (counts, open, _) = try await run([Self.files[0], later], store)
        #expect(counts.imported == 1 && open == 0)
        #expect(store.messages.first?.message.received == Timestamp("2026-01-01T23:59:59"))
    }

    @Test(arguments: [
        ("{", "not valid JSON"), ("[]", "not a JSON object"), (#"{"session":"a"}"#, "eventid: missing"),
        (#"{"eventid":"cowrie.login.failed","session":"a","timestamp":1}"#, "timestamp: not a time"),
        (#"{"eventid":"cowrie.session.closed","session":"a","timestamp":"2026-01-01T00:00:00Z"}"#, "beginning is not in these files"),
        (#"{"eventid":"cowrie.session.connect","session":"a","timestamp":"2026-01-01T00:00:00Z"}"#, "without its addresses"),
    ])
    func aFaultyEventIsNamed(line: String, reason: String) async throws {
        let store = RecordingStore()
        let (counts, _, faults) = try await run([[line] + Self.files[0] + Self.files[1]], store)
        #expect((counts.imported, counts.refused) == (1, 1))
        #expect(faults.first?.line == 1 && faults.first?.reason.contains(reason) == true, "\(faults)")
    }
}
