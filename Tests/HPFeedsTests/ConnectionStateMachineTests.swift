import NIOCore
import Testing

@testable import HPFeeds

@Suite struct ConnectionStateMachineTests {
    private func ready(_ grant: Grant = .test(), policy: ConnectionStateMachine.Policy = .init()) throws -> ConnectionStateMachine {
        var machine = ConnectionStateMachine(nonce: [1, 2, 3, 4], policy: policy)
        machine.received(try FrameEncoder().encode(auth(grant.ident)))
        guard case .lookUp(grant.ident) = machine.nextAction() else {
            Issue.record("no look-up")
            return machine
        }
        machine.resolved(.success(grant))
        guard case .ready(grant, previous: nil, dropped: []) = machine.nextAction() else {
            Issue.record("not ready")
            return machine
        }
        return machine
    }

    private func auth(_ ident: String, secret: String = "secret", length: Int = 20) -> Frame {
        .auth(ident: ident, digest: Array(AuthenticationDigest.digest(nonce: [1, 2, 3, 4], secret: secret).prefix(length)))
    }

    @Test(arguments: ViolationCase.all)
    func violations(row: ViolationCase) throws {
        var machine = row.logsIn ? try ready() : ConnectionStateMachine(nonce: [1, 2, 3, 4], policy: .init())
        if let login = row.auth {
            machine.received(try FrameEncoder().encode(auth(login.ident, secret: login.secret, length: login.digestLength)))
            guard case .lookUp = machine.nextAction() else {
                Issue.record("no look-up")
                return
            }
            switch login.ident {
            case "ident": machine.resolved(.success(.test()))
            case "broken": machine.resolved(.failure(MemoryAuthorizer.Failure()))
            default: machine.resolved(.success(nil))
            }
        }
        // What follows must be ignored.
        machine.received(ByteBuffer(bytes: row.bytes))
        machine.received(try FrameEncoder().encode(publish("later")))
        guard case .refuse(let violation) = machine.nextAction() else {
            Issue.record("not refused")
            return
        }
        #expect(violation.text == row.text)
        #expect(violation.category.rawValue == row.category)
        guard case .wait = machine.nextAction() else {
            Issue.record("went on after the end")
            return
        }
        #expect(machine.isClosed)
        #expect(machine.bufferedBytes == 0)
    }

    @Test func pipelinedBytesWaitForTheLookUp() throws {
        var machine = ConnectionStateMachine(nonce: [1, 2, 3, 4], policy: .init())
        var buffer = try FrameEncoder().encode(auth("ident"))
        try FrameEncoder().encode(.subscribe(ident: "ident", channel: "chan"), into: &buffer)
        try FrameEncoder().encode(publish("a"), into: &buffer)
        machine.received(buffer)
        guard case .lookUp = machine.nextAction(), case .wait = machine.nextAction() else {
            Issue.record("did not wait")
            return
        }
        #expect(!machine.wantsRead)
        machine.received(try FrameEncoder().encode(publish("b")))
        machine.resolved(.success(.test()))
        #expect(machine.wantsRead)
        guard case .ready = machine.nextAction(), case .subscribe("chan") = machine.nextAction(),
            case .relay(let first) = machine.nextAction(), case .relay(let second) = machine.nextAction(),
            case .wait = machine.nextAction()
        else {
            Issue.record("wrong order")
            return
        }
        #expect(first.payloads.count == 1)
        #expect(second.payloads.count == 1)
    }

    @Test func framesOfOneReadToOneChannelAreOneRun() throws {
        var machine = try ready(.test(publish: ["chan", "other"]))
        var buffer = ByteBuffer()
        for index in 0..<100 { try FrameEncoder().encode(publish("\(index)"), into: &buffer) }
        try FrameEncoder().encode(publish("x", channel: "other"), into: &buffer)
        let all = buffer
        machine.received(buffer)
        var relayed = ByteBuffer()
        var counts: [Int] = []
        while case .relay(var run) = machine.nextAction() {
            counts.append(run.payloads.count)
            relayed.writeBuffer(&run.frames)
        }
        #expect(counts == [1, 99, 1])
        #expect(relayed == all)
    }

    @Test func trickledBytesGiveTheSameFrames() throws {
        var machine = try ready()
        var sent = ByteBuffer()
        for index in 0..<20 { try FrameEncoder().encode(publish("message \(index)"), into: &sent) }
        var relayed = ByteBuffer()
        for byte in sent.readableBytesView {
            machine.received(ByteBuffer(integer: byte))
            while case .relay(var run) = machine.nextAction() { relayed.writeBuffer(&run.frames) }
        }
        #expect(relayed == sent)
        #expect(machine.bufferedBytes == 0)
    }

    @Test func largestFrameIsRelayed() throws {
        var machine = try ready()
        let payload = ByteBuffer(repeating: 7, count: 1_048_576 - 2 - 5 - 4)
        let frame = try FrameEncoder().encode(.publish(ident: "ident", channel: "chan", payload: payload))
        #expect(frame.readableBytes == 5 + 1_048_576)
        machine.received(frame)
        guard case .relay(let run) = machine.nextAction() else {
            Issue.record("not relayed")
            return
        }
        #expect(!run.isLarge)
        #expect(run.frames == frame)
    }

    @Test func oversizedFramesAreMarkedAndStandAlone() throws {
        var machine = try ready(policy: .init(limits: FrameLimits(maximumPublishBody: 2_000_000)))
        var buffer = try FrameEncoder().encode(publish("a"))
        let large = Frame.publish(ident: "ident", channel: "chan", payload: ByteBuffer(repeating: 7, count: 1_100_000))
        for frame in [publish("b"), large, publish("c")] { try FrameEncoder().encode(frame, into: &buffer) }
        machine.received(buffer)
        var marks: [Bool] = []
        while case .relay(let run) = machine.nextAction() { marks.append(run.isLarge) }
        #expect(marks == [false, false, true, false])
    }

    @Test func subscriptionsAreASet() throws {
        var machine = try ready()
        let subscribe = try FrameEncoder().encode(.subscribe(ident: "ident", channel: "chan"))
        let unsubscribe = try FrameEncoder().encode(.unsubscribe(ident: "ident", channel: "chan"))
        for buffer in [subscribe, subscribe, unsubscribe, unsubscribe] { machine.received(buffer) }
        guard case .subscribe("chan") = machine.nextAction(), case .unsubscribe("chan") = machine.nextAction(),
            case .wait = machine.nextAction()
        else {
            Issue.record("not a set")
            return
        }
    }

    @Test func secondLogInDropsWhatTheNewIdentMayNot() throws {
        var machine = try ready(.test(subscribe: ["a", "b"]))
        machine.received(try FrameEncoder().encode(.subscribe(ident: "", channel: "a")))
        machine.received(try FrameEncoder().encode(.subscribe(ident: "", channel: "b")))
        machine.received(try FrameEncoder().encode(auth("second")))
        guard case .subscribe = machine.nextAction(), case .subscribe = machine.nextAction(), case .lookUp("second") = machine.nextAction()
        else {
            Issue.record("no second look-up")
            return
        }
        #expect(machine.grant?.ident == "ident")
        machine.resolved(.success(.test("second", subscribe: ["b"])))
        guard case .ready(let grant, let previous, let dropped) = machine.nextAction() else {
            Issue.record("not ready")
            return
        }
        #expect(grant.ident == "second")
        #expect(previous?.ident == "ident")
        #expect(dropped == ["a"])
        #expect(machine.subscriptions == ["b"])
    }

    @Test func changedGrantTakesChannelsAway() throws {
        var machine = try ready()
        machine.received(try FrameEncoder().encode(.subscribe(ident: "", channel: "chan")))
        machine.received(try FrameEncoder().encode(publish("a")))
        guard case .subscribe = machine.nextAction(), case .relay = machine.nextAction() else {
            Issue.record("not permitted")
            return
        }
        #expect(machine.grantChanged(.test(publish: [], subscribe: [])) == ["chan"])
        machine.received(try FrameEncoder().encode(publish("b")))
        guard case .refuse(let violation) = machine.nextAction() else {
            Issue.record("still permitted")
            return
        }
        #expect(violation.category == .noPublishPermission)
    }

    @Test func endOfInputFinishesAfterTheLastCompleteFrame() throws {
        var machine = try ready()
        machine.received(try FrameEncoder().encode(publish("a")))
        machine.received(ByteBuffer(bytes: [0, 0, 0]))
        machine.inputClosed()
        guard case .relay = machine.nextAction(), case .finish = machine.nextAction() else {
            Issue.record("not finished")
            return
        }
    }

    @Test(arguments: [
        (Endpoint.Allowance.publish, "no-sub-permission"), (.subscribe, "no-pub-permission"),
    ])
    func endpointsMayBeOneWay(allows: Endpoint.Allowance, category: String) throws {
        var machine = try ready(policy: .init(allows: allows))
        let frame = allows == .publish ? Frame.subscribe(ident: "", channel: "chan") : publish("a")
        machine.received(try FrameEncoder().encode(frame))
        guard case .refuse(let violation) = machine.nextAction() else {
            Issue.record("permitted")
            return
        }
        #expect(violation.category.rawValue == category)
    }

    @Test func randomBytesNeverCrash() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("state machine fuzz seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            var machine = try ready()
            for _ in 0..<4 {
                var bytes = (0..<Int.random(in: 5...40, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
                bytes.replaceSubrange(0..<5, with: [0, 0, 0, UInt8(bytes.count), bytes[4] % 7])
                machine.received(ByteBuffer(bytes: bytes))
                loop: while true {
                    switch machine.nextAction() {
                    case .wait, .refuse, .finish: break loop
                    case .lookUp: machine.resolved(.success(nil))
                    case .ready, .relay, .subscribe, .unsubscribe: break
                    }
                }
            }
        }
    }
}
