/// Looks up idents for the broker.
public protocol Authorizer: Sendable {
    /// What `ident` may do, nil when there is no such ident.
    ///
    /// A thrown error refuses the log-in as a failed back end (row 4 of `hpfeeds.md` section 3). Only that one connection waits.
    func grant(for ident: String) async throws -> Grant?

    /// Yields whenever grants may have changed; the broker then asks again for every ident that is connected.
    ///
    /// Read once, by the broker's `run()`. Make it with `bufferingNewest(1)`: one pending change stands for any number.
    var changes: AsyncStream<Void> { get }
}
