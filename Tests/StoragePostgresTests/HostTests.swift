import Foundation
import Logging
import Model
import Storage
import Testing

@testable import StoragePostgres

/// Which server the engine talks to, and whether it believes it (`sslmode`, several hosts, `target_session_attrs`).
@Suite(.enabled(if: PrivateServer.isInstalled, "the programs of PostgreSQL are not installed"))
struct HostTests {
    private func open(_ url: String) async throws -> PostgresStore {
        let store = try await PostgresStore.open(url: url, options: PostgresOptions(), logger: .silent)
        _ = try await store.lastKey()
        return store
    }

    private func failure(_ url: String) async -> StorageError? {
        await #expect(throws: StorageError.self) { try await open(url).close() }
    }

    @Test func theServerProvesWhoItIs() async throws {
        let certificates = try TestCertificates()
        defer { certificates.remove() }
        let server = try PrivateServer(configuration: [
            "ssl = on", "ssl_cert_file = '\(certificates.certificate)'", "ssl_key_file = '\(certificates.key)'",
        ])
        let url = server.url + "?sslmode=verify-full&sslrootcert="
        let store = try await open(url + certificates.authority)
        #expect(try await store.append(PostgresSamples.batch(0, node: 0)).stored == 50)
        let isEncrypted = try await store.read { reader throws(StorageError) in
            try reader.connection.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").first?.flag(0)
        }
        #expect(isEncrypted == true)
        try await store.close()

        let stranger = await failure(url + certificates.stranger)
        #expect(stranger?.code == .unavailable)
        #expect(stranger?.message.contains("certificate verify failed") == true, "\(String(describing: stranger))")
        // The certificate is for the address, not for this name of it.
        let misnamed = await failure(url.replacing("127.0.0.1", with: "localhost") + certificates.authority)
        #expect(misnamed?.code == .unavailable)
        #expect(misnamed?.message.contains("does not match host name") == true, "\(String(describing: misnamed))")
        let missing = await failure(url + certificates.folder + "/none.pem")
        #expect(missing?.code == .unavailable)
        #expect(missing?.message.contains("none.pem") == true, "\(String(describing: missing))")
        // A server without TLS is not talked to in clear.
        let plain = await failure(try PrivateServer.shared.get().url + "?sslmode=verify-full&sslrootcert=" + certificates.authority)
        #expect(plain?.message.contains("SSL") == true, "\(String(describing: plain))")
        try server.stop()
    }

    @Test func theHostThatTakesChangesIsFoundAfterAFailoverToo() async throws {
        let primary = try PrivateServer()
        let standby = try PrivateServer(following: primary)
        let hosts = "postgres://postgres@\(standby.address),\(primary.address)/postgres"
        let store = try await open(hosts + "?target_session_attrs=read-write")
        #expect(try await store.append(PostgresSamples.batch(0, node: 0)).stored == 50)
        try await store.ping()

        // Read from the standby alone, which takes no changes.
        let copy = try Connection(ConnectionInfo(url: standby.url, options: PostgresOptions()), settings: [:])
        for _ in 0..<200 where try copy.query("SELECT count(*) FROM raw").first?.int(0) != 50 {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(try copy.query("SELECT count(*) FROM raw").first?.int(0) == 50)
        let refused = await failure(standby.url)
        #expect(refused?.code == .readOnly || refused?.code == .unavailable)

        try primary.halt()
        let lost = await #expect(throws: StorageError.self) { _ = try await store.append(PostgresSamples.batch(1, node: 0)) }
        #expect(lost?.code == .unavailable)
        try standby.promote()
        try await PostgresSamples.insist(store, PostgresSamples.batch(1, node: 0))
        #expect(try await PostgresSamples.messages(store).count == 100)
        #expect(try await store.check().isEmpty)
        try await store.close()
        try standby.stop()
        try primary.stop()
    }

    @Test func aServerThatOnlyReadsIsPassedOver() async throws {
        let reading = try PrivateServer(configuration: ["default_transaction_read_only = on"])
        let writing = try PrivateServer()
        let url = "postgres://postgres@\(reading.address),\(writing.address)/postgres?target_session_attrs=read-write"
        let store = try await open(url)
        #expect(try await store.append(PostgresSamples.batch(0, node: 0)).stored == 50)
        let there = try Connection(ConnectionInfo(url: writing.url, options: PostgresOptions()), settings: [:])
        #expect(try there.query("SELECT count(*) FROM raw").first?.int(0) == 50)
        try await store.close()
        let alone = await failure(reading.url + "?target_session_attrs=read-write")
        #expect(alone?.code == .unavailable)
        #expect(alone?.message.contains("read-write") == true || alone?.message.contains("read-only") == true)
        try reading.stop()
        try writing.stop()
    }
}
