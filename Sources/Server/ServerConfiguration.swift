/// What the HTTP server is started with; everything else is a setting in the store (design decision 20).
public struct ServerConfiguration: Sendable {
    /// Files of a certificate chain and its private key in PEM form; read again when they change.
    public struct TLS: Sendable {
        /// The chain, the server's certificate first.
        public var certificateFile: String
        /// Its private key.
        public var keyFile: String

        /// A pair of files.
        public init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// Time and size limits that keep one client from harming others (threats.md 20).
    public struct Limits: Sendable {
        /// Connections at once; more wait in the system's queue.
        public var connections = 8_192
        /// Seconds a connection may be silent between requests.
        public var idleSeconds = 60
        /// Seconds from the start of a connection, or the end of an answer, to a complete request head.
        public var headSeconds = 60
        /// Seconds from a request's head to its end, and anew for every 256 KiB of its body that have come.
        public var requestSeconds = 30
        /// Seconds a client may leave an answer unread.
        public var stallSeconds = 60
        /// Bytes of all header fields, the request line included.
        public var headerBytes = 64 * 1_024
        /// Header fields of one request.
        public var headerFields = 200

        /// The defaults.
        public init() {}
    }

    /// Address or name of the interface to listen on.
    public var host: String
    /// 0 picks a free one.
    public var port: Int
    /// Nil serves in the clear.
    public var tls: TLS?
    /// What one client may take.
    public var limits: Limits
    /// Whether each request is logged.
    public var logsRequests: Bool

    /// A configuration.
    public init(host: String = "127.0.0.1", port: Int = 8080, tls: TLS? = nil, limits: Limits = Limits(), logsRequests: Bool = true) {
        self.host = host
        self.port = port
        self.tls = tls
        self.limits = limits
        self.logsRequests = logsRequests
    }
}
