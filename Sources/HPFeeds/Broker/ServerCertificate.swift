import Logging
import NIOConcurrencyHelpers
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The TLS context of an endpoint, made anew when one of its files changes. Live connections keep the one they began with.
final class ServerCertificate: Sendable {
    /// What tells that a file was written or replaced.
    private struct Stamp: Equatable, Sendable {
        var inode: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    private struct State {
        var context: NIOSSLContext
        var stamps: [Stamp?]
    }

    private let files: Endpoint.TLSFiles
    private let state: NIOLockedValueBox<State>

    /// Reads the files.
    ///
    /// - Throws: ``ServerCertificateError`` naming the file, or what BoringSSL says of its content.
    init(files: Endpoint.TLSFiles) throws {
        self.files = files
        let stamps = Self.stamps(of: files)
        state = NIOLockedValueBox(State(context: try Self.load(files), stamps: stamps))
    }

    /// For the next handshake.
    var context: NIOSSLContext { state.withLockedValue { $0.context } }

    /// Looks whether a file changed; blocks for file access.
    ///
    /// - Returns: whether there is a new context.
    func reloadIfChanged() throws -> Bool {
        let stamps = Self.stamps(of: files)
        guard stamps != state.withLockedValue({ $0.stamps }) else { return false }
        let context = try Self.load(files)
        state.withLockedValue { $0 = State(context: context, stamps: stamps) }
        return true
    }

    private static func load(_ files: Endpoint.TLSFiles) throws -> NIOSSLContext {
        var paths = [files.certificate]
        if let chain = files.chain { paths.append(chain) }
        for path in paths + [files.key] where access(path, R_OK) != 0 {
            throw ServerCertificateError(file: path, reason: String(cString: strerror(errno)))
        }
        let chain = try paths.flatMap { path in
            do {
                return try NIOSSLCertificate.fromPEMFile(path).map { NIOSSLCertificateSource.certificate($0) }
            } catch {
                throw ServerCertificateError(file: path, reason: "not a PEM certificate")
            }
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: files.key, format: .pem)
        } catch {
            throw ServerCertificateError(file: files.key, reason: "not a PEM private key")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw ServerCertificateError(file: files.certificate, reason: "does not go with the key \(files.key)")
        }
    }

    private static func stamps(of files: Endpoint.TLSFiles) -> [Stamp?] {
        [files.certificate, files.key, files.chain].map { path in
            guard let path else { return nil }
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            #if canImport(Darwin)
                let time = status.st_mtimespec
            #else
                let time = status.st_mtim
            #endif
            return Stamp(
                inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec))
        }
    }
}

/// A certificate or key file that cannot be used.
struct ServerCertificateError: Error, CustomStringConvertible {
    let file: String
    let reason: String

    var description: String { "\(file): \(reason)" }
}
