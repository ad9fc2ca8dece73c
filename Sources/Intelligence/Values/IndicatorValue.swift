import Model

/// A value of an indicator, checked and normalised by its type (crits-resources-2.md 2.3).
struct IndicatorValue: Equatable {
    /// What a value names beside itself, for `add_domain`.
    enum Subject: Equatable {
        case none
        case domain(String)
        case address(String, AddressType)
    }

    /// One of the indicator types.
    let type: String
    /// As stored.
    let value: String
    /// The domain or address in it.
    let subject: Subject

    /// In lower case; with the type the natural key.
    var lower: String { value.lowercased() }

    init(type: String, value: String, options: CommandOptions) throws(Objection) {
        guard Vocabulary.indicatorTypes.contains(type) else { throw Objection("Unknown indicator type: \(type.shortened)") }
        self.type = type
        if let addressType = AddressType(rawValue: type) {
            let address = try addressType.normalized(value)
            self.value = address
            subject = .address(address, addressType)
            return
        }
        self.value = value
        switch type {
        case "Domain": subject = .domain(try DomainName(value, options: options).name)
        case "URI": subject = try Self.subject(ofURI: value, options: options)
        case "Email Address", "Email Address From", "Email Reply-To", "Email Address Sender":
            try Self.checkMailAddress(value, options: options)
            subject = .none
        default: subject = .none
        }
    }

    private static func subject(ofURI text: String, options: CommandOptions) throws(Objection) -> Subject {
        guard text.prefix(while: { $0 != "." }).contains("://"), let scheme = text.firstRange(of: "://") else { return .none }
        let authority = text[scheme.upperBound...].prefix { !"/?#\\".contains($0) }
        let hostAndPort = authority[(authority.lastIndex(of: "@").map(authority.index(after:)) ?? authority.startIndex)...]
        let host: String
        if hostAndPort.hasPrefix("[") {
            guard let end = hostAndPort.firstIndex(of: "]") else { throw Objection("No host found in the URL.") }
            host = hostAndPort[..<end].dropFirst().lowercased()
            guard NetworkAddress.ipv6(host) != nil else { throw Objection("No host found in the URL.") }
        } else {
            host = hostAndPort.prefix { $0 != ":" }.lowercased()
        }
        guard !host.isEmpty else { throw Objection("No host found in the URL.") }
        if let type = AddressType.ofAddress(host) { return .address(try type.normalized(host), type) }
        return .domain(try DomainName(host, options: options).name)
    }

    private static func checkMailAddress(_ text: String, options: CommandOptions) throws(Objection) {
        guard let at = text.lastIndex(of: "@") else { throw Objection("E-mail address lacks '@'.") }
        let domain = text[text.index(after: at)...]
        guard !domain.isEmpty else { throw Objection("E-mail address lacks a domain.") }
        if domain.hasPrefix("["), domain.hasSuffix("]") {
            let literal = String(domain.dropFirst().dropLast())
            let address = literal.lowercased().hasPrefix("ipv6:") ? String(literal.dropFirst(5)) : literal
            guard AddressType.ofAddress(address) != nil else { throw Objection("E-mail address holds an invalid IP.") }
        } else {
            _ = try DomainName(String(domain), options: options)
        }
    }
}
