import Dispatch
import Glibc
import Storage
import Synchronization

/// Stands between a client and the server and cuts the connection at a COMMIT.
final class CuttingProxy: Sendable {
    enum Cut: Sendable {
        /// The server never sees the COMMIT.
        case before
        /// The server commits; its answer is lost.
        case after
    }

    let port: UInt16
    private let listener: Int32
    private let target: UInt16
    /// What to do at the next COMMIT.
    private let armed = Mutex<Cut?>(nil)

    init(to target: UInt16) throws {
        self.target = target
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = CuttingProxy.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, address, &length) == 0
            }
        }
        guard isBound else { throw StorageError(.failed, "the proxy can't listen") }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread.start { [self] in accept() }
    }

    func cut(_ cut: Cut) { armed.withLock { $0 = cut } }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = CuttingProxy.loopback(target)
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isConnected else {
                close(client)
                continue
            }
            let isSwallowing = Flag()
            Thread.start { [self] in toServer(client, server, isSwallowing) }
            Thread.start { [self] in toClient(server, client, isSwallowing) }
        }
    }

    private func toServer(_ client: Int32, _ server: Int32, _ isSwallowing: Flag) {
        forward(client, server) { bytes in
            guard bytes.firstRange(of: Array("COMMIT\0".utf8)) != nil else { return true }
            let cut = armed.withLock { armed in
                defer { armed = nil }
                return armed
            }
            if cut == .after { isSwallowing.set() }
            return cut != .before
        }
    }

    private func toClient(_ server: Int32, _ client: Int32, _ isSwallowing: Flag) {
        forward(server, client) { _ in !isSwallowing.isSet }
    }

    /// Passes bytes on until an end is closed or `pass` says no; then cuts both.
    private func forward(_ source: Int32, _ target: Int32, _ pass: ([UInt8]) -> Bool) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0, pass(Array(buffer[..<count])) else { break }
            guard send(target, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(target, Int32(SHUT_RDWR))
    }
}

/// A flag between two threads.
private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
}

/// Threads that block, away from those of Swift's concurrency.
private enum Thread {
    static func start(_ body: @escaping @Sendable () -> Void) {
        DispatchQueue(label: "waggle.test.proxy.\(UInt64.random(in: 0...UInt64.max))").async(execute: body)
    }
}
