/// One address the broker listens on (`hpfeeds.md` section 6).
public struct Endpoint: Sendable, Equatable {
    /// What clients of an endpoint may do at most, whatever their ident may.
    public enum Allowance: String, Sendable {
        /// Publish and subscribe.
        case all
        /// Publish only.
        case publish = "pub"
        /// Subscribe only.
        case subscribe = "sub"
    }

    /// The files of a TLS endpoint, PEM.
    public struct TLSFiles: Sendable, Equatable {
        /// The certificate, possibly followed by its chain.
        public var certificate: String
        /// The private key.
        public var key: String
        /// More certificates of the chain, in a file of their own.
        public var chain: String?

        /// The files of a TLS endpoint.
        public init(certificate: String = "cert.pem", key: String = "key.pem", chain: String? = nil) {
            self.certificate = certificate
            self.key = key
            self.chain = chain
        }
    }

    /// A numeric address or a name; IPv6 without brackets.
    public var interface: String
    /// 0 picks a free port.
    public var port: Int
    /// A network device to bind to (Linux, at most 15 bytes).
    public var device: String?
    /// Set for TLS.
    public var tls: TLSFiles?
    /// What its clients may do at most.
    public var allows: Allowance

    /// An endpoint with all its parts.
    public init(
        interface: String = "0.0.0.0", port: Int, device: String? = nil, tls: TLSFiles? = nil, allows: Allowance = .all
    ) {
        self.interface = interface
        self.port = port
        self.device = device
        self.tls = tls
        self.allows = allows
    }

    /// Parses `tcp:port=…`, `tls:port=…:cert=…:key=…` or `HOST:PORT`; `\:` is a literal colon, IPv6 stands in brackets.
    ///
    /// - Throws: ``EndpointError`` naming the part that is wrong.
    public init(parsing text: String) throws(EndpointError) {
        var fields = Self.split(text)
        let kind = fields.removeFirst()
        if (kind == "tcp" || kind == "tls") && !fields.isEmpty && fields.allSatisfy({ $0.contains("=") }) {
            try self.init(kind: kind, fields: fields, text: text)
        } else {
            try self.init(hostAndPort: text)
        }
    }

    private init(kind: String, fields: [String], text: String) throws(EndpointError) {
        self.init(port: -1)
        if kind == "tls" { tls = TLSFiles() }
        for field in fields {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let (key, value) = (parts[0], parts.count > 1 ? parts[1] : "")
            switch (key, tls) {
            case ("port", _): port = try Self.port(value, endpoint: text)
            case ("interface", _): interface = Self.unbracketed(value)
            case ("device", _): device = value
            case ("allow", _):
                guard let allowance = Allowance(rawValue: value) else {
                    throw EndpointError(endpoint: text, reason: "allow must be pub, sub or all")
                }
                allows = allowance
            case ("cert", .some): tls?.certificate = value
            case ("key", .some), ("privateKey", .some): tls?.key = value
            case ("chain", .some): tls?.chain = value
            default: throw EndpointError(endpoint: text, reason: "unknown key \(key)")
            }
        }
        if let device, device.utf8.isEmpty || device.utf8.count > 15 {
            throw EndpointError(endpoint: text, reason: "device must have 1 to 15 bytes")
        }
        guard port >= 0 else { throw EndpointError(endpoint: text, reason: "port is missing") }
    }

    private init(hostAndPort text: String) throws(EndpointError) {
        guard let colon = text.lastIndex(of: ":") else { throw EndpointError(endpoint: text, reason: "expected HOST:PORT") }
        let host = String(text[..<colon])
        guard !host.isEmpty else { throw EndpointError(endpoint: text, reason: "host is missing") }
        if host.contains(":") && !host.hasPrefix("[") {
            throw EndpointError(endpoint: text, reason: "an IPv6 address must stand in brackets")
        }
        self.init(interface: Self.unbracketed(host), port: try Self.port(String(text[text.index(after: colon)...]), endpoint: text))
    }

    private static func port(_ text: String, endpoint: String) throws(EndpointError) -> Int {
        guard let port = UInt16(text) else { throw EndpointError(endpoint: endpoint, reason: "port must be 0 to 65535") }
        return Int(port)
    }

    private static func unbracketed(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    /// Splits at colons that are neither escaped nor inside brackets.
    private static func split(_ text: String) -> [String] {
        var fields = [""]
        var isEscaped = false
        var isBracketed = false
        for character in text {
            if isEscaped {
                if character != ":" { fields[fields.count - 1].append("\\") }
                fields[fields.count - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == ":" && !isBracketed {
                fields.append("")
            } else {
                if character == "[" { isBracketed = true }
                if character == "]" { isBracketed = false }
                fields[fields.count - 1].append(character)
            }
        }
        if isEscaped { fields[fields.count - 1].append("\\") }
        return fields
    }
}

extension Endpoint: CustomStringConvertible {
    /// `tcp://HOST:PORT` or `tls://HOST:PORT`, for logs.
    public var description: String {
        let host = interface.contains(":") ? "[\(interface)]" : interface
        return "\(tls == nil ? "tcp" : "tls")://\(host):\(port)"
    }
}

/// An endpoint string that cannot be used.
public struct EndpointError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The string as given.
    public let endpoint: String
    /// What is wrong with it.
    public let reason: String

    /// An error about `endpoint`.
    public init(endpoint: String, reason: String) {
        self.endpoint = endpoint
        self.reason = reason
    }

    /// Names the endpoint and the reason.
    public var description: String { "endpoint \(endpoint): \(reason)" }
}
