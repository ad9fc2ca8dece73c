// Time to normalise a message, by channel, on one core.
//
//     normalize-bench FILE…
//
// A file holds one payload. Its channel is the name up to `.<number>.json`, or that of its folder for `<case>.payload`.
import Dispatch
import Documents
import Foundation
import Model
import Normalization

/// Payloads of one channel.
struct Load {
    var channel: String
    var messages: [ReceivedMessage] = []

    var bytes: Int { messages.reduce(0) { $0 + $1.payload.count } / max(messages.count, 1) }
}

func channel(of file: URL) -> String {
    if file.pathExtension == "payload" { return file.deletingLastPathComponent().lastPathComponent }
    return file.deletingPathExtension().deletingPathExtension().lastPathComponent
}

func loads(_ paths: [String]) throws -> [Load] {
    var loads: [String: Load] = [:]
    for path in paths {
        let file = URL(fileURLWithPath: path)
        let name = channel(of: file)
        let message = ReceivedMessage(
            ident: "benchmark", channel: name, payload: [UInt8](try Data(contentsOf: file)),
            received: Timestamp(microseconds: 1_795_359_600_000_000))
        loads[name, default: Load(channel: name)].messages.append(message)
    }
    return loads.values.sorted { $0.channel < $1.channel }
}

/// Nanoseconds a message: the best of 400 runs of about 1 ms: other work on the machine only ever adds to it, and
/// spares some of them whole.
func measure(_ load: Load, _ normalizer: Normalizer) -> (nanoseconds: Double, documents: Int, failures: Int) {
    var documents = 0
    var failures = 0
    func pass() {
        for message in load.messages {
            if let observations = try? normalizer.normalize(message) { documents &+= observations.count } else { failures &+= 1 }
        }
    }
    var passes = 1
    while true {
        let start = DispatchTime.now().uptimeNanoseconds
        for _ in 0..<passes { pass() }
        if DispatchTime.now().uptimeNanoseconds - start > 1_000_000 { break }
        passes *= 2
    }
    var best = Double.infinity
    for _ in 0..<400 {
        let start = DispatchTime.now().uptimeNanoseconds
        for _ in 0..<passes { pass() }
        let taken = Double(DispatchTime.now().uptimeNanoseconds - start)
        best = min(best, taken / Double(passes * load.messages.count))
    }
    documents = 0
    failures = 0
    pass()
    return (best, documents, failures)
}

let paths = Array(CommandLine.arguments.dropFirst())
guard !paths.isEmpty else {
    FileHandle.standardError.write(Data("usage: normalize-bench FILE…\n".utf8))
    exit(64)
}

func column(_ text: String, _ width: Int, right: Bool = true) -> String {
    let padding = String(repeating: " ", count: max(0, width - text.count))
    return right ? padding + text : text + padding
}

print(column("channel", 32, right: false) + column("payloads", 9) + column("bytes", 9) + column("ns", 10) + "  documents, failures")
for load in try loads(paths) {
    let (nanoseconds, documents, failures) = measure(load, Normalizer())
    print(
        column(load.channel, 32, right: false) + column("\(load.messages.count)", 9) + column("\(load.bytes)", 9)
            + column("\(Int(nanoseconds.rounded()))", 10) + "  \(documents), \(failures)")
}
