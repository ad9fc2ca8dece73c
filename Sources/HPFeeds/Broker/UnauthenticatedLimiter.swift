import NIOConcurrencyHelpers
import NIOCore

/// Counts connections that have not authenticated, by address.
final class UnauthenticatedLimiter: Sendable {
    /// An IPv4 address or an IPv6 /64: what one party can be assumed to own.
    struct Origin: Hashable, Sendable {
        private let prefix: [UInt8]

        init(_ address: SocketAddress?) {
            // Where the address lies in `sockaddr_in` and `sockaddr_in6`: behind family and port, there also behind flow.
            let bytes: Range<Int>? =
                switch address {
                case .v4: 4..<8
                case .v6: 8..<16
                case .unixDomainSocket, .none: nil
                }
            prefix =
                bytes.flatMap { range in
                    address?.withSockAddr { pointer, size in
                        size >= range.upperBound ? Array(UnsafeRawBufferPointer(start: pointer, count: size)[range]) : nil
                    }
                } ?? []
        }

        init(bytes: [UInt8]) {
            prefix = bytes
        }
    }

    private struct State {
        var counts: [Origin: Int] = [:]
        var total = 0
    }

    private let state = NIOLockedValueBox(State())

    /// Whether one more from `origin` is let in; if so it counts until `release`.
    ///
    /// When the total is reached, an origin with its fair share is refused but one with nothing pending is not: no address can shut
    /// another out.
    func admit(_ origin: Origin, perAddress: Int, total: Int) -> Bool {
        state.withLockedValue { state in
            let count = state.counts[origin, default: 0]
            guard count < perAddress else { return false }
            if state.total >= total, count >= max(1, total / max(1, state.counts.count)) { return false }
            state.counts[origin] = count + 1
            state.total += 1
            return true
        }
    }

    func release(_ origin: Origin) {
        state.withLockedValue { state in
            guard let count = state.counts[origin] else { return }
            state.counts[origin] = count > 1 ? count - 1 : nil
            state.total -= 1
        }
    }
}
