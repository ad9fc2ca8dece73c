// Publishes as fast as it can and counts what subscribers receive, with blocking sockets and a thread for each connection.
// Usage: relay-load hpfeeds|bytes HOST:PORT PUBLISHERS SUBSCRIBERS MESSAGES SIZE|FILE
// FILE holds a payload for the channel cowrie.sessions; without one it is SIZE letters for bench.chan.
// Prints one line of JSON: {"seconds":…,"messages":…,"deliveries":…}. MESSAGES is the total of all publishers. In `bytes` mode the other
// side relays bytes without looking at them. Without subscribers the end is when the server has closed after reading everything.
import Foundation
import HPFeeds

#if canImport(Glibc)
    import Glibc
#endif

struct Failure: Error { var reason: String }

/// A blocking loopback socket.
struct Connection: Sendable {
    let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(reason: "cannot connect") }
    }

    func write(_ bytes: [UInt8]) throws {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(descriptor, $0.baseAddress.map { $0 + offset }, bytes.count - offset, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(reason: "cannot send") }
            offset += count
        }
    }

    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int { recv(descriptor, buffer.baseAddress, buffer.count, 0) }

    /// Reads INFO, sends AUTH.
    func logIn(ident: String, secret: String) throws {
        var greeting: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 512)
        while greeting.count < 5 || greeting.count < Int(greeting[3]) {
            let count = buffer.withUnsafeMutableBytes { read($0) }
            guard count > 0 else { throw Failure(reason: "no INFO") }
            greeting += buffer[..<count]
        }
        let nonce = Array(greeting[(6 + Int(greeting[5]))...])
        try write(frame(2, short(ident) + AuthenticationDigest.digest(nonce: nonce, secret: secret)))
    }
}

func short(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }

func frame(_ opcode: UInt8, _ body: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt32(body.count + 5).bigEndian) { Array($0) } + [opcode] + body
}

let arguments = CommandLine.arguments
guard arguments.count == 7, let port = arguments[2].split(separator: ":").last.flatMap({ UInt16($0) }),
    let publishers = Int(arguments[3]), let subscribers = Int(arguments[4]), let messages = Int(arguments[5]),
    let payload = Int(arguments[6]).map({ [UInt8](repeating: 0x61, count: $0) })
        ?? FileManager.default.contents(atPath: arguments[6]).map(Array.init)
else {
    print("usage: relay-load hpfeeds|bytes HOST:PORT PUBLISHERS SUBSCRIBERS MESSAGES SIZE|FILE")
    exit(64)
}
let isBytes = arguments[1] == "bytes"
let channel = Int(arguments[6]) == nil ? "cowrie.sessions" : "bench.chan"
let message = frame(3, short("bench") + short(channel) + payload)
let perPublisher = messages / publishers
let expected = message.count * perPublisher * publishers

func open() throws -> Connection {
    let connection = try Connection(port: port)
    if isBytes {
        var role = [UInt8](repeating: 0, count: 1)
        _ = role.withUnsafeMutableBytes { connection.read($0) }
    } else {
        try connection.logIn(ident: "bench", secret: "secret")
    }
    return connection
}

let sources = try (0..<publishers).map { _ in try open() }
let sinks = try (0..<subscribers).map { _ in try open() }
if !isBytes { for sink in sinks { try sink.write(frame(4, short("bench") + Array(channel.utf8))) } }
// Let the subscriptions arrive.
usleep(200_000)

/// Keeps publishers at most 16 MB ahead of the slowest subscriber: a broker cuts subscribers off that fall far behind, and how far
/// loopback publishers can overrun a reader is not what is measured.
final class Progress: @unchecked Sendable {
    // All access is under `condition`'s lock.
    private let condition = NSCondition()
    private var sent = 0
    private var received: [Int]

    init(subscribers: Int) {
        received = Array(repeating: 0, count: subscribers)
    }

    func willSend(_ bytes: Int) {
        condition.lock()
        defer { condition.unlock() }
        while let slowest = received.min(), sent - slowest > 16_000_000 { condition.wait() }
        sent += bytes
    }

    func didReceive(_ bytes: Int, by subscriber: Int) {
        condition.lock()
        defer { condition.unlock() }
        received[subscriber] += bytes
        condition.broadcast()
    }
}

let progress = Progress(subscribers: subscribers)
let block = [UInt8]((0..<64).map { _ in message }.joined())
let start = DispatchTime.now().uptimeNanoseconds
let done = DispatchGroup()
func inThread(_ body: @escaping @Sendable () throws -> Void) {
    done.enter()
    let thread = Thread {
        do { try body() } catch { print("failed: \(error)") }
        done.leave()
    }
    thread.start()
}
for (index, sink) in sinks.enumerated() {
    inThread {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        var received = 0
        while received < expected {
            let count = sink.read(buffer)
            guard count > 0 else { throw Failure(reason: "subscriber lost after \(received) of \(expected) bytes") }
            received += count
            progress.didReceive(count, by: index)
        }
    }
}
for source in sources {
    inThread {
        var left = perPublisher
        while left >= 64 {
            progress.willSend(block.count)
            try source.write(block)
            left -= 64
        }
        for _ in 0..<left { try source.write(message) }
        if sinks.isEmpty {
            // The broker closes when it has read to the end.
            shutdown(source.descriptor, Int32(SHUT_WR))
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 12, alignment: 16)
            while source.read(buffer) > 0 {}
        }
    }
}
done.wait()
let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
let sent = perPublisher * publishers
print("{\"seconds\":\(seconds),\"messages\":\(sent),\"deliveries\":\(sent * subscribers)}")
