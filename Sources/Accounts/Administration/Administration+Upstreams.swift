public import Model
import Storage

extension Administration {
    /// All remote brokers by name.
    public func upstreams() async throws -> [Upstream] {
        try await store.upstreams().sorted { $0.name < $1.name }
    }

    /// Adds a remote broker to pull from; one of the same host and port is replaced.
    public func addUpstream(
        host: String, port: Int, ident: String, secret: String, channels: [String], usesTLS: Bool
    ) async throws {
        guard !host.isEmpty, host.utf8.count <= 255, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw AccountError(.invalid, field: "host", "must be a host name or an address")
        }
        guard (1...65_535).contains(port) else { throw AccountError(.invalid, field: "port", "must be from 1 to 65535") }
        guard !channels.isEmpty else { throw AccountError(.invalid, field: "channels", "must name at least one channel") }
        try SensorRecord(ident: ident, secret: secret, publish: [], subscribe: channels).check()
        var upstream = Upstream(host: host, port: port, ident: ident, sealedSecret: [], channels: channels, usesTLS: usesTLS)
        upstream.sealedSecret = try box.seal(secret, for: Upstream.owner(of: upstream.name))
        try await store.putUpstream(upstream)
        try await finish("upstream.add", upstream.name)
    }

    /// Takes a remote broker away.
    public func removeUpstream(_ name: String) async throws {
        try await change("upstream", name) { try await store.deleteUpstream(name: name) }
        try await finish("upstream.remove", name)
    }
}
