import Logging
import NIOConcurrencyHelpers

/// What every connection of a broker shares.
struct BrokerServices: Sendable {
    let authorizer: any Authorizer
    let sink: (any MessageSink)?
    let metrics: BrokerMetrics
    let limiter: UnauthenticatedLimiter
    let settings: NIOLockedValueBox<BrokerConfiguration>
    /// Goes up with each change of grants, so that an answer asked for before a change is not used after it.
    let grantGeneration: NIOLockedValueBox<Int>
    let logger: Logger

    var configuration: BrokerConfiguration { settings.withLockedValue { $0 } }
}
