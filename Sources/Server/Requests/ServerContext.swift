import Accounts
import Hummingbird
import NIOCore
import Storage

/// Facts of one request that travel with it.
struct ServerContext: RequestContext {
    /// What became of the credentials of a request.
    enum Identity: Sendable {
        /// None, or wrong ones.
        case anonymous
        case known(Principal)
        /// Wrong ones, like many before.
        case throttled(Duration)
        /// The store could not be asked.
        case undecided(StorageError)
    }

    var coreContext: CoreRequestContextStorage
    /// The peer's address, `-` without a socket.
    let clientAddress: String
    /// Set by ``Identification``.
    var identity: Identity = .anonymous

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        clientAddress = source.channel.remoteAddress?.ipAddress ?? "-"
    }

    /// The largest body: forms only.
    var maxUploadSize: Int { 64 * 1_024 }

    /// The caller, when one was recognised.
    var principal: Principal? {
        if case .known(let principal) = identity { principal } else { nil }
    }
}
