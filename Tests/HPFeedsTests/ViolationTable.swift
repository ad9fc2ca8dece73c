import HPFeeds
import NIOCore
import Testing

/// The rows of the table in `hpfeeds.md` section 3 that end a connection.
struct ViolationCase: Sendable, CustomTestStringConvertible {
    var row: String
    /// Log in as `ident` first.
    var logsIn: Bool
    /// Sent after that; for a log-in of its own `auth` is used instead.
    var bytes: [UInt8] = []
    var auth: (ident: String, secret: String, digestLength: Int)?
    var text: String?
    var category: String
    var ident: String

    var testDescription: String { row }

    private static func raw(_ frame: Frame) -> [UInt8] {
        (try? FrameEncoder().encode(frame)).map { Array($0.readableBytesView) } ?? []
    }

    private static func raw(opcode: UInt8, body: [UInt8], length: Int? = nil) -> [UInt8] {
        let length = UInt32(truncatingIfNeeded: length ?? body.count + 5)
        return withUnsafeBytes(of: length.bigEndian) { Array($0) } + [opcode] + body
    }

    static let first = "First message was not AUTH"

    static let all: [ViolationCase] =
        [UInt8](0...5).filter { $0 != 2 }.map { opcode in
            ViolationCase(
                row: "1: opcode \(opcode) first, header only", logsIn: false, bytes: raw(opcode: opcode, body: [], length: 20),
                text: first, category: "invalid-first-message", ident: "")
        } + [
            ViolationCase(
                row: "2: unknown ident", logsIn: false, auth: ("nobody", "secret", 20), text: "Authentication failed for nobody",
                category: "invalid-ident", ident: ""),
            ViolationCase(
                row: "3: wrong secret", logsIn: false, auth: ("ident", "wrong", 20), text: "Authentication failed for ident",
                category: "invalid-secret", ident: "ident"),
            ViolationCase(
                row: "3: short digest", logsIn: false, auth: ("ident", "secret", 19), text: "Authentication failed for ident",
                category: "invalid-secret", ident: "ident"),
            ViolationCase(
                row: "4: back end failed", logsIn: false, auth: ("broken", "secret", 20), text: "Authentication failed for broken",
                category: "error-checking-ident", ident: ""),
            ViolationCase(
                row: "6: other ident", logsIn: true, bytes: raw(publish("x", channel: "no", ident: "other")),
                text: "Invalid authkey in message, ident=other", category: "ident-mismatch-pub", ident: "ident"),
            ViolationCase(
                row: "7: publish refused", logsIn: true, bytes: raw(publish("x", channel: "no")),
                text: "Authkey not allowed to pub here. ident=ident, chan=no", category: "no-pub-permission", ident: "ident"),
            ViolationCase(
                row: "7: control bytes in the channel", logsIn: true, bytes: raw(publish("x", channel: "n\u{1b}[o\n")),
                text: "Authkey not allowed to pub here. ident=ident, chan=n?[o?", category: "no-pub-permission", ident: "ident"),
            ViolationCase(
                row: "9: subscribe refused", logsIn: true, bytes: raw(.subscribe(ident: "ident", channel: "no")),
                text: "Authkey not allowed to sub here. ident=ident, chan=no", category: "no-sub-permission", ident: "ident"),
            ViolationCase(
                row: "9: another ident in SUBSCRIBE is not used", logsIn: true, bytes: raw(.subscribe(ident: "x", channel: "no")),
                text: "Authkey not allowed to sub here. ident=ident, chan=no", category: "no-sub-permission", ident: "ident"),
            ViolationCase(
                row: "13: opcode 6", logsIn: true, bytes: raw(opcode: 6, body: [], length: 0), category: "unknown-opcode", ident: "ident"),
            ViolationCase(row: "13 before 1", logsIn: false, bytes: raw(opcode: 255, body: []), category: "unknown-opcode", ident: ""),
            ViolationCase(
                row: "14: length 4", logsIn: true, bytes: raw(opcode: 3, body: [], length: 4), category: "bad-frame", ident: "ident"),
            ViolationCase(row: "14: length 0", logsIn: false, bytes: raw(opcode: 3, body: [], length: 0), category: "bad-frame", ident: ""),
            ViolationCase(
                row: "14: length -1", logsIn: true, bytes: raw(opcode: 3, body: [], length: -1), category: "bad-frame", ident: "ident"),
            ViolationCase(
                row: "14: length 2^31-1", logsIn: true, bytes: raw(opcode: 3, body: [], length: 0x7fff_ffff), category: "bad-frame",
                ident: "ident"),
            ViolationCase(
                row: "14: publish one too long", logsIn: true, bytes: raw(opcode: 3, body: [], length: 5 + 1_048_577),
                category: "bad-frame", ident: "ident"),
            ViolationCase(
                row: "14: subscribe one too long", logsIn: true, bytes: raw(opcode: 4, body: [], length: 518), category: "bad-frame",
                ident: "ident"),
            ViolationCase(
                row: "15: INFO", logsIn: true, bytes: raw(opcode: 1, body: [], length: 20), category: "unexpected-opcode", ident: "ident"),
            ViolationCase(
                row: "15: ERROR", logsIn: true, bytes: raw(opcode: 0, body: [], length: 20), category: "unexpected-opcode", ident: "ident"),
            ViolationCase(row: "16: empty AUTH", logsIn: false, bytes: raw(opcode: 2, body: []), category: "bad-frame", ident: ""),
            ViolationCase(
                row: "16: ident past the end", logsIn: false, bytes: raw(opcode: 2, body: [0xff, 0x61, 0x62, 0x63]), category: "bad-frame",
                ident: ""),
            ViolationCase(row: "16: empty PUBLISH", logsIn: true, bytes: raw(opcode: 3, body: []), category: "bad-frame", ident: "ident"),
            ViolationCase(
                row: "16: channel past the end", logsIn: true, bytes: raw(opcode: 3, body: [1, 0x61, 9, 0x61]), category: "bad-frame",
                ident: "ident"),
            ViolationCase(row: "16: empty SUBSCRIBE", logsIn: true, bytes: raw(opcode: 4, body: []), category: "bad-frame", ident: "ident"),
            ViolationCase(
                row: "17: channel not UTF-8", logsIn: true, bytes: raw(opcode: 4, body: [1, 0x61, 0xff]), category: "bad-frame",
                ident: "ident"),
            ViolationCase(
                row: "17: ident not UTF-8", logsIn: false, bytes: raw(opcode: 2, body: [1, 0xc3]), category: "bad-frame", ident: ""),
        ]
}
