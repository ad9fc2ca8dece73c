import Foundation
import Storage

@testable import StoragePostgres

/// A certificate for 127.0.0.1 by an authority of our own, and an authority that has signed nothing.
struct TestCertificates {
    let folder: String

    /// The authority's certificate.
    var authority: String { folder + "/authority.pem" }
    /// That of the authority that has signed nothing.
    var stranger: String { folder + "/stranger.pem" }
    /// The server's certificate and key.
    var certificate: String { folder + "/server.pem" }
    var key: String { folder + "/server.key" }

    init() throws {
        folder = "/tmp/waggle-certificates-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["authority", "stranger"] {
            try openssl(["req", "-x509", "-subj", "/CN=\(name)", "-out", "\(folder)/\(name).pem"] + newKey("\(folder)/\(name).key"))
        }
        try openssl(
            [
                "req", "-x509", "-subj", "/CN=database", "-addext", "subjectAltName=IP:127.0.0.1", "-addext",
                "basicConstraints=critical,CA:FALSE", "-CA", authority, "-CAkey", folder + "/authority.key", "-out", certificate,
            ] + newKey(key))
        // The server takes a key of its own user, or of root if only its group may read it besides.
        if getuid() == 0 {
            guard try ChildProcess.run("chgrp", ["nogroup", key], environment: [:]) == 0 else { throw failure("chgrp") }
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: key)
        } else {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    private func newKey(_ path: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout", path]
    }

    private func openssl(_ arguments: [String]) throws {
        guard try ChildProcess.run("openssl", arguments, environment: [:]) == 0 else { throw failure("openssl \(arguments[0])") }
    }

    private func failure(_ program: String) -> StorageError { StorageError(.failed, "\(program) has failed") }
}
