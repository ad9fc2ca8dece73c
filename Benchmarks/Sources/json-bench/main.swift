// Time to read and to write JSON, against Foundation in the same run.
//
//     json-bench FILE…
//
// Each file holds one JSON text, such as a payload of a honeypot. Figures are nanoseconds, the best of 200 rounds; the
// ratio is Foundation's time by that of Documents.
import Dispatch
import Documents
import Foundation

/// Keeps results alive, so that no work is optimised away.
struct Sink {
    var sum = 0
}

/// Nanoseconds of one call: the best of 200 rounds of about 1 ms.
func nanoseconds(_ body: () -> Void) -> Double {
    func run(_ passes: Int) -> UInt64 {
        let start = DispatchTime.now().uptimeNanoseconds
        for _ in 0..<passes { body() }
        return DispatchTime.now().uptimeNanoseconds - start
    }
    var passes = 1
    while run(passes) < 1_000_000 { passes *= 2 }
    return (0..<200).map { _ in Double(run(passes)) / Double(passes) }.min() ?? 0
}

/// Reads every name, string and number.
func walk(_ value: JSONView, _ sink: inout Sink) {
    switch value.kind {
    case .object:
        for member in value.members {
            sink.sum &+= member.name.string?.utf8.count ?? 0
            walk(member.value, &sink)
        }
    case .array: for element in value.elements { walk(element, &sink) }
    case .string: sink.sum &+= value.string?.utf8.count ?? 0
    case .integer: sink.sum &+= Int(value.integer ?? 0)
    case .real, .bool, .null: sink.sum &+= 1
    }
}

/// A document as the session list gives it, with fields of every kind.
struct SessionDocument: Encodable {
    struct Attempt: Encodable {
        var login = "root"
        var password = "pass\"word"
    }
    struct SSH: Encodable {
        var version = "SSH-2.0-libssh2_1.10.0"
    }

    var auth_attempts = [Attempt(), Attempt()]
    var destination_port = 22
    var honeypot = "cowrie"
    var `protocol` = "ssh"
    var session_ssh = SSH()
    var source_ip = "198.51.100.23"
    var source_port = 51_234
    var timestamp = "2026-11-22T15:00:00"

    func write(to writer: inout JSONWriter, at time: Timestamp) {
        writer.beginObject()
        writer.name("auth_attempts")
        writer.beginArray()
        for attempt in auth_attempts {
            writer.beginObject()
            writer.name("login")
            writer.string(attempt.login)
            writer.name("password")
            writer.string(attempt.password)
            writer.endObject()
        }
        writer.endArray()
        writer.name("destination_port")
        writer.integer(destination_port)
        writer.name("honeypot")
        writer.string(honeypot)
        writer.name("protocol")
        writer.string(self.protocol)
        writer.name("session_ssh")
        writer.beginObject()
        writer.name("version")
        writer.string(session_ssh.version)
        writer.endObject()
        writer.name("source_ip")
        writer.string(source_ip)
        writer.name("source_port")
        writer.integer(source_port)
        writer.name("timestamp")
        writer.timestamp(time)
        writer.endObject()
    }
}

func report(_ label: String, _ ours: Double, foundation: Double? = nil) {
    let ratio = foundation.map { String(format: "  Foundation %8.0f ns  ratio %5.1f", $0, $0 / ours) } ?? ""
    print("  " + label.padding(toLength: 34, withPad: " ", startingAt: 0) + String(format: "%8.0f ns", ours) + ratio)
}

func readers(_ path: String, _ sink: inout Sink) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let bytes = [UInt8](data)
    let text = try JSONText(bytes)
    let object = try JSONSerialization.jsonObject(with: data)
    let names = text.root.members.prefix(10).compactMap { $0.name.string }
    print("\(path.split(separator: "/").last ?? ""), \(bytes.count) bytes")

    let parsed = nanoseconds { sink.sum &+= (try? JSONSerialization.jsonObject(with: data)) == nil ? 0 : 1 }
    report("index", nanoseconds { sink.sum &+= (try? JSONText(bytes)) == nil ? 0 : 1 }, foundation: parsed)
    report(
        "index, every value read",
        nanoseconds { if let text = try? JSONText(bytes) { walk(text.root, &sink) } }, foundation: parsed)
    let root = text.root
    report("10 members found by name", nanoseconds { for name in names { sink.sum &+= root.member(named: name)?.isNull == true ? 1 : 0 } })
    report(
        "5 members of cowrie as strings",
        nanoseconds {
            sink.sum &+= root["session"]?.string?.utf8.count ?? 0
            sink.sum &+= root["startTime"]?.string?.utf8.count ?? 0
            sink.sum &+= root["peerIP"]?.string?.utf8.count ?? 0
            sink.sum &+= root["hostIP"]?.string?.utf8.count ?? 0
            sink.sum &+= root["version"]?.string?.utf8.count ?? 0
        })
    var writer = JSONWriter(capacity: bytes.count)
    report(
        "written again",
        nanoseconds {
            writer.value(root)
            sink.sum &+= writer.bytes.count
            _ = writer.take()
        },
        foundation: nanoseconds { sink.sum &+= (try? JSONSerialization.data(withJSONObject: object))?.count ?? 0 })
}

func writers(_ sink: inout Sink) {
    let document = SessionDocument()
    let encoder = JSONEncoder()
    let time = Timestamp(microseconds: 1_795_359_600_000_000)
    print("session document")
    report(
        "written field by field",
        nanoseconds {
            var writer = JSONWriter()
            document.write(to: &writer, at: time)
            sink.sum &+= writer.bytes.count
        },
        foundation: nanoseconds { sink.sum &+= (try? encoder.encode(document))?.count ?? 0 })
}

func digits(_ sink: inout Sink) {
    let text = [UInt8](repeating: UInt8(ascii: "7"), count: 8_192)
    print("8,192 hexadecimal digits")
    report("decoded", nanoseconds { sink.sum &+= Hexadecimal.decode(text)?.count ?? 0 })
}

var sink = Sink()
for path in CommandLine.arguments.dropFirst() { try readers(path, &sink) }
writers(&sink)
digits(&sink)
// Never true; it only uses the results.
if sink.sum == .min { print(sink.sum) }
