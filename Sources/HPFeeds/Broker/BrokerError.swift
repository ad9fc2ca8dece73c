/// Why the broker cannot start.
public struct BrokerError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: String, Sendable {
        /// The address cannot be listened on.
        case cannotBind = "cannot listen"
        /// The certificate or key cannot be read or used.
        case badCertificate = "cannot use the certificate"
        /// There is no endpoint, or the broker runs already.
        case misuse = "cannot start"
    }

    /// The kind of failure.
    public let code: Code
    /// The endpoint concerned.
    public let endpoint: String
    /// The system's reason.
    public let reason: String

    /// Names the endpoint and the reason.
    public var description: String { "\(code.rawValue) on \(endpoint): \(reason)" }
}
