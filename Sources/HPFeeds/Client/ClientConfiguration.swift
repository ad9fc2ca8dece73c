public import NIOCore

/// Where and as whom a client connects.
public struct HPFeedsClientConfiguration: Sendable {
    /// TLS of a client; the host name is verified.
    public struct TLS: Sendable, Equatable {
        /// PEM file of the accepted authorities; nil is the system's store.
        public var authorityFile: String?

        /// TLS with these authorities.
        public init(authorityFile: String? = nil) {
            self.authorityFile = authorityFile
        }
    }

    /// Name or address of the broker.
    public var host: String
    /// Its port.
    public var port: Int
    /// Login name.
    public var ident: String
    /// The shared secret, in the clear.
    public var secret: String
    /// Set for TLS.
    public var tls: TLS?
    /// Limit for each address that is tried.
    public var connectTimeout = TimeAmount.seconds(3)
    /// Limit for the broker's INFO.
    public var greetingTimeout = TimeAmount.seconds(3)
    /// Largest body accepted in a PUBLISH; by default what any deployment was seen to send.
    public var maximumMessageBytes = FrameLimits.absoluteMaximumBody
    /// End the connection when nothing came for this long; nil, the default, trusts TCP keep-alive: a quiet feed is normal.
    public var idleLimit: TimeAmount?
    /// Told of a refused channel when the broker does not say which, as legacy brokers do, which keep the connection open. When nil
    /// such a refusal ends the connection like any other.
    public var onUnnamedRefusal: (@Sendable (String) -> Void)?

    /// A configuration with the defaults for the rest.
    public init(host: String, port: Int = 20_000, ident: String, secret: String, tls: TLS? = nil) {
        self.host = host
        self.port = port
        self.ident = ident
        self.secret = secret
        self.tls = tls
    }
}
