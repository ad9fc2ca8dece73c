import HPFeeds
import NIOCore
import Testing

@Suite struct BrokerViolationTests {
    @Test(arguments: ViolationCase.all)
    func rowsOfTheTable(row: ViolationCase) async throws {
        var configuration = BrokerConfiguration()
        configuration.discardTime = .milliseconds(200)
        try await withBroker(configuration: configuration) { broker, addresses in
            let client = try await RawClient.connect(to: addresses[0])
            if let login = row.auth {
                let auth = try await client.auth(ident: login.ident, secret: login.secret)
                try await client.send(.auth(ident: auth.ident, digest: Array(auth.digest.prefix(login.digestLength))))
            } else {
                let auth = try await client.auth(ident: "ident", secret: "secret")
                if row.logsIn { try await client.send(.auth(ident: auth.ident, digest: auth.digest)) }
                try await client.send(bytes: row.bytes)
            }
            // More bytes right behind: neither answered nor able to reset the ERROR away.
            try? await client.send(publish(String(repeating: "x", count: 50_000)))
            let expected = try row.text.map { Array(try FrameEncoder().encode(.error(text: $0)).readableBytesView) } ?? []
            #expect(try await client.rest() == expected)
            let label = "hpfeeds_broker_connection_error_total{ident=\"\(row.ident)\",category=\"\(row.category)\"} 1\n"
            #expect(broker.metrics.prometheusText().contains(label))
        }
    }

    @Test func infoComesInOnePieceUnasked() async throws {
        var configuration = BrokerConfiguration()
        configuration.name = "@hp1"
        try await withBroker(configuration: configuration) { _, addresses in
            let client = try await RawClient.connect(to: addresses[0])
            guard case .info(let name, let nonce) = try await client.frame() else {
                Issue.record("no INFO")
                return
            }
            #expect(name == "@hp1")
            #expect(nonce.count == 4)
            let other = try await RawClient.connect(to: addresses[0])
            #expect(try await other.frame() != .info(name: name, nonce: nonce))
        }
    }

    @Test func silentClientsAreClosed() async throws {
        try await withBroker { broker, addresses in
            let authenticated = try await RawClient.logIn(to: addresses[0])
            while !broker.metrics.prometheusText().contains("hpfeeds_broker_connection_ready_total{") {
                try await Task.sleep(for: .milliseconds(10))
            }
            // Short only from here on: on a busy machine the log-in above may take its time.
            var configuration = BrokerConfiguration()
            configuration.authenticationTimeout = .milliseconds(200)
            broker.update(configuration: configuration)
            let silent = try await RawClient.connect(to: addresses[0])
            _ = try await silent.frame()
            #expect(try await silent.rest() == [])
            #expect(!authenticated.isClosed)
            #expect(broker.metrics.prometheusText().contains("category=\"authentication-timeout\"} 1\n"))
        }
    }

    @Test func unauthenticatedConnectionsAreCapped() async throws {
        var configuration = BrokerConfiguration()
        configuration.maximumUnauthenticatedPerAddress = 3
        try await withBroker(configuration: configuration) { _, addresses in
            var clients: [RawClient] = []
            for _ in 0..<3 {
                clients.append(try await RawClient.connect(to: addresses[0]))
                _ = try await clients.last?.frame()
            }
            let fourth = try await RawClient.connect(to: addresses[0])
            #expect(try await fourth.rest() == [])
            try await clients[0].close()
            try await eventually {
                guard let client = try? await RawClient.connect(to: addresses[0]) else { return false }
                return (try? await client.frame(within: 1)) != nil
            }
        }
    }

    @Test func slowLookUpsKeepOrderAndBlockNobody() async throws {
        let authorizer = MemoryAuthorizer([.test()], delay: .milliseconds(300))
        let sink = RecordingSink()
        try await withBroker(authorizer: authorizer, sink: sink) { _, addresses in
            let client = try await RawClient.connect(to: addresses[0])
            let auth = try await client.auth(ident: "ident", secret: "secret")
            try await client.send(.auth(ident: auth.ident, digest: auth.digest), publish("1"), publish("2"))
            try await client.send(publish("3"))
            // Gone before the answer is there; what it sent still counts.
            try await client.close()
            try await eventually { sink.messages.count == 3 }
            #expect(sink.messages.map { String(buffer: $0.payload) } == ["1", "2", "3"])
        }
    }
}
