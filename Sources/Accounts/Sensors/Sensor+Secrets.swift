public import Model

extension Sensor {
    /// What its secrets are bound to.
    static func owner(of ident: String) -> String { "sensor/" + ident }

    /// The secrets in the clear: one, or two while rotating.
    public func secrets(openedBy box: SecretBox) throws(AccountError) -> [String] {
        var result: [String] = []
        for sealed in sealedSecrets { result.append(try box.open(sealed, for: Sensor.owner(of: ident))) }
        return result
    }
}

extension Upstream {
    /// What its secret is bound to.
    static func owner(of name: String) -> String { "upstream/" + name }

    /// The secret in the clear.
    public func secret(openedBy box: SecretBox) throws(AccountError) -> String {
        try box.open(sealedSecret, for: Upstream.owner(of: name))
    }
}
