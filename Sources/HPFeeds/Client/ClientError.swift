/// Why a client's connection failed or ended.
public enum HPFeedsClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No address of the host accepted the connection.
    case cannotConnect(String)
    /// The broker did not greet in time.
    case noGreeting
    /// The broker sent ERROR with this text and closed, or is about to.
    case refused(String)
    /// The broker sent something that is no frame, or no frame for clients.
    case protocolViolation(String)
    /// Nothing came for the idle limit.
    case idle
    /// The connection is closed.
    case closed
    /// An ident, channel or payload does not fit into a frame.
    case unencodable(FrameError)

    /// Says what happened.
    public var description: String {
        switch self {
        case .cannotConnect(let reason): "cannot connect: \(reason)"
        case .noGreeting: "the broker did not greet in time"
        case .refused(let text): "the broker refused: \(text)"
        case .protocolViolation(let reason): "the broker broke the protocol: \(reason)"
        case .idle: "nothing received for the idle limit"
        case .closed: "the connection is closed"
        case .unencodable(let error): "cannot send: \(error)"
        }
    }
}

/// What an ERROR text of a broker, of any age, means to a client (`hpfeeds.md` section 3).
public enum RefusalKind: Sendable, Equatable {
    /// Ident or secret is wrong: trying again soon is useless.
    case authentication
    /// A channel may not be subscribed to; named where the text names it.
    case access(channel: String?)
    /// Anything else.
    case other

    /// Reads the texts of 3.x, both legacy brokers and Tentacool.
    public init(text: String) {
        let lowered = text.lowercased()
        if lowered.hasPrefix("authkey not allowed to") || lowered.hasPrefix("accessfail") {
            let marker = text.range(of: "chan=")
            self = .access(channel: marker.map { String(text[$0.upperBound...]) })
        } else if lowered.hasPrefix("authentication failed") || lowered.hasPrefix("authfail") || lowered.hasPrefix("identfail") {
            self = .authentication
        } else {
            self = .other
        }
    }
}

extension String {
    /// The first occurrence of `text`, without Foundation.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
