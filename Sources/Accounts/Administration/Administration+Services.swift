import Documents

extension Administration {
    /// Seals a setting of a service that nobody is shown; hexadecimal digits.
    public func seal(_ secret: String, of option: String, service: String) throws(AccountError) -> String {
        Hexadecimal.encode(try box.seal(secret, for: Self.owner(service, option)))
    }

    /// The setting in the clear; nil when this server's keys do not open it.
    public func open(_ sealed: String, of option: String, service: String) -> String? {
        guard let bytes = Hexadecimal.decode(sealed.utf8) else { return nil }
        return try? box.open(bytes, for: Self.owner(service, option))
    }

    /// Notes in the audit log that a service was changed; the change itself is in the registry.
    public func noteService(_ action: String, _ name: String) async throws { try await finish("service.\(action)", name) }

    private static func owner(_ service: String, _ option: String) -> String { "service/\(service)/\(option)" }
}
