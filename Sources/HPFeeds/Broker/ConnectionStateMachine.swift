import NIOCore

/// One client connection of the broker as a value: bytes and answers in, actions out, no I/O (`hpfeeds.md` sections 2 and 3).
///
/// Feed it with `received`, then ask `nextAction` until it says `wait`.
struct ConnectionStateMachine {
    /// What the endpoint and the settings allow.
    struct Policy: Sendable {
        var limits = FrameLimits()
        var allows = Endpoint.Allowance.all
        /// Whether `X..broker` channels tell of joins and leaves.
        var offersPresence = false
    }

    enum Action {
        /// Nothing to do until more bytes or an answer come.
        case wait
        /// Stop reading and ask the authorizer; tell the answer to `resolved`.
        case lookUp(ident: String)
        /// Authenticated; after a second AUTH some subscriptions may have to go.
        case ready(Grant, previous: Grant?, dropped: [String])
        case relay(PublishRun)
        case subscribe(String)
        case unsubscribe(String)
        /// Send the text if there is one, nothing after it, and close.
        case refuse(Violation)
        /// The peer has finished and everything it sent is processed: flush and close.
        case finish
    }

    private enum State {
        /// To `authenticating` by AUTH, to `closed` by anything else.
        case unauthenticated
        /// To `ready` or `closed` by the answer. `previous` is set for a second AUTH.
        case authenticating(Attempt, previous: Session?)
        /// The answer is in, its action not taken yet.
        case resolved(Attempt, Answer, previous: Session?)
        /// To `authenticating` by another AUTH, to `closed` by a violation.
        case ready(Session)
        /// Final: everything received is thrown away.
        case closed
    }

    private struct Attempt {
        var ident: String
        var digest: [UInt8]
    }

    private enum Answer {
        case grant(Grant?)
        case failed
    }

    private struct Session {
        var grant: Grant
        var subscriptions: Set<String>
        /// Channels seen lately, newest first, so that a message costs no look-up and makes no string.
        var scanners: [(channel: String, scanner: PublishScanner)] = []
    }

    /// A sensor with more channels than this in turn pays for parsing again.
    private static let maximumScanners = 8

    let nonce: [UInt8]
    private(set) var policy: Policy
    private var inbox = FrameInbox()
    private var state = State.unauthenticated
    private var inputEnded = false

    init(nonce: [UInt8], policy: Policy) {
        self.nonce = nonce
        self.policy = policy
    }

    /// Whether the socket should be read: not while a look-up runs.
    var wantsRead: Bool {
        if case .authenticating = state { false } else { true }
    }

    /// Bytes received and not processed.
    var bufferedBytes: Int { inbox.readableBytes }

    var isClosed: Bool {
        if case .closed = state { true } else { false }
    }

    /// The grant messages are checked against, also while a second AUTH is looked up.
    var grant: Grant? { session?.grant }

    var subscriptions: Set<String> { session?.subscriptions ?? [] }

    private var session: Session? {
        switch state {
        case .ready(let session), .authenticating(_, .some(let session)), .resolved(_, _, .some(let session)): session
        case .unauthenticated, .authenticating, .resolved, .closed: nil
        }
    }

    // MARK: Events

    mutating func received(_ bytes: ByteBuffer) {
        if !isClosed { inbox.append(bytes) }
    }

    /// The peer sends no more.
    mutating func inputClosed() {
        inputEnded = true
    }

    /// The authorizer's answer.
    mutating func resolved(_ result: Result<Grant?, any Error>) {
        guard case .authenticating(let attempt, let previous) = state else { return }
        switch result {
        case .success(let grant): state = .resolved(attempt, .grant(grant), previous: previous)
        case .failure: state = .resolved(attempt, .failed, previous: previous)
        }
    }

    /// Ends the connection from outside: a deadline, a limit, the end of the broker.
    mutating func close() {
        state = .closed
        inbox.removeAll()
    }

    mutating func update(policy: Policy) {
        self.policy = policy
        modifySession { $0.scanners = [] }
    }

    /// Applies a changed grant to the live connection.
    ///
    /// - Returns: the subscriptions that are lost.
    mutating func grantChanged(_ grant: Grant) -> [String] {
        var dropped: [String] = []
        let policy = policy
        modifySession { session in
            dropped = session.subscriptions.filter { !policy.permitsSubscribe(to: $0, by: grant) }.sorted()
            session.subscriptions.subtract(dropped)
            session.grant = grant
            session.scanners = []
        }
        return dropped
    }

    private mutating func modifySession(_ body: (inout Session) -> Void) {
        switch state {
        case .ready(var session):
            body(&session)
            state = .ready(session)
        case .authenticating(let attempt, .some(var session)):
            body(&session)
            state = .authenticating(attempt, previous: session)
        case .resolved(let attempt, let answer, .some(var session)):
            body(&session)
            state = .resolved(attempt, answer, previous: session)
        case .unauthenticated, .authenticating, .resolved, .closed:
            break
        }
    }

    // MARK: Actions

    /// What to do next.
    mutating func nextAction() -> Action {
        switch state {
        case .unauthenticated, .ready:
            do throws(FrameError) {
                return try nextFrame()
            } catch {
                return refuse(Violation(error))
            }
        case .resolved(let attempt, let answer, let previous):
            return finishAuthentication(attempt, answer, previous: previous)
        case .authenticating, .closed:
            return .wait
        }
    }

    private mutating func nextFrame() throws(FrameError) -> Action {
        guard let header = try inbox.header(limits: policy.limits) else { return idle() }
        if case .unauthenticated = state, header.opcode != .auth { return refuse(.invalidFirstMessage) }
        if header.opcode == .info || header.opcode == .error { return refuse(.unexpectedOpcode) }
        guard inbox.hasFront(header.length) else { return idle() }
        if header.opcode == .publish, let run = takeRun() { return .relay(run) }
        guard var body = inbox.take(header.length) else { return idle() }
        let frame = body
        body.moveReaderIndex(forwardBy: FrameLimits.headerLength)
        return handle(try FrameBody.parse(header.opcode, body), bytes: frame)
    }

    private mutating func idle() -> Action {
        inbox.settle()
        guard inputEnded else { return .wait }
        close()
        return .finish
    }

    private mutating func refuse(_ violation: Violation) -> Action {
        close()
        return .refuse(violation)
    }

    private mutating func handle(_ frame: Frame, bytes: ByteBuffer) -> Action {
        switch frame {
        case .auth(let ident, let digest):
            state = .authenticating(Attempt(ident: ident, digest: digest), previous: session)
            return .lookUp(ident: ident)
        case .publish(let ident, let channel, let payload):
            return publish(ident: ident, channel: channel, payload: payload, bytes: bytes)
        case .subscribe(_, let channel):
            return subscribe(to: channel)
        case .unsubscribe(_, let channel):
            guard case .ready(var session) = state, session.subscriptions.remove(channel) != nil else { return nextAction() }
            state = .ready(session)
            return .unsubscribe(channel)
        case .info, .error:
            return refuse(.unexpectedOpcode)
        }
    }

    private mutating func finishAuthentication(_ attempt: Attempt, _ answer: Answer, previous: Session?) -> Action {
        let grant: Grant? = if case .grant(let grant) = answer { grant } else { nil }
        // Compared in every case, so that the three failures take the same time.
        let matches = AuthenticationDigest.matches(attempt.digest, nonce: nonce, secrets: grant?.secrets ?? [])
        if case .failed = answer { return refuse(.authenticationFailed(.errorCheckingIdent, ident: attempt.ident)) }
        guard let grant else { return refuse(.authenticationFailed(.invalidIdent, ident: attempt.ident)) }
        guard matches else { return refuse(.authenticationFailed(.invalidSecret, ident: attempt.ident)) }
        let kept = previous?.subscriptions ?? []
        let dropped = kept.filter { !policy.permitsSubscribe(to: $0, by: grant) }
        state = .ready(Session(grant: grant, subscriptions: kept.subtracting(dropped)))
        return .ready(grant, previous: previous?.grant, dropped: dropped.sorted())
    }

    private mutating func subscribe(to channel: String) -> Action {
        guard case .ready(var session) = state else { return refuse(.invalidFirstMessage) }
        guard policy.permitsSubscribe(to: channel, by: session.grant) else {
            return refuse(.subscribeRefused(ident: session.grant.ident, channel: channel))
        }
        guard session.subscriptions.insert(channel).inserted else { return nextAction() }
        state = .ready(session)
        return .subscribe(channel)
    }

    // MARK: PUBLISH

    /// The run at the front if its channel was seen before; the usual case.
    private mutating func takeRun() -> PublishRun? {
        guard case .ready(var session) = state else { return nil }
        for (index, known) in session.scanners.enumerated() {
            let found = inbox.withFront { known.scanner.scan($0) }
            guard !found.payloads.isEmpty, let frames = inbox.take(found.length) else { continue }
            if index > 0 {
                session.scanners.swapAt(0, index)
                state = .ready(session)
            }
            return PublishRun(
                channel: known.channel, frames: frames, payloads: found.payloads, payloadBytes: found.payloadBytes, isLarge: found.isLarge)
        }
        return nil
    }

    /// The first message on a channel: all the checks, ident before channel.
    private mutating func publish(ident: String, channel: String, payload: ByteBuffer, bytes: ByteBuffer) -> Action {
        guard case .ready(var session) = state else { return refuse(.invalidFirstMessage) }
        // Byte equality: Swift's == on strings would take canonically equivalent spellings for the same.
        guard ident.utf8.elementsEqual(session.grant.ident.utf8) else { return refuse(.identMismatch(ident: ident)) }
        guard policy.permitsPublish(to: channel, by: session.grant) else {
            return refuse(.publishRefused(ident: session.grant.ident, channel: channel))
        }
        let scanner = PublishScanner(ident: session.grant.ident, channel: channel, limits: policy.limits)
        session.scanners.insert((channel, scanner), at: 0)
        if session.scanners.count > Self.maximumScanners { session.scanners.removeLast() }
        state = .ready(session)
        let offset = bytes.readableBytes - payload.readableBytes
        return .relay(
            PublishRun(
                channel: channel, frames: bytes, payloads: [.init(offset: offset, length: payload.readableBytes)],
                payloadBytes: payload.readableBytes,
                isLarge: bytes.readableBytes > FrameLimits.headerLength + FrameLimits.defaultMaximumBody))
    }
}
