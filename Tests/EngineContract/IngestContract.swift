import Documents
import Model
import Storage
import Testing

/// Promises of `append`.
enum IngestContract {
    static let cases = [
        ContractCase("an empty store answers everything") { engine in
            try await engine.withStore { store in
                #expect(try await store.lastKey() == nil)
                #expect(try await store.lastBatchSequence() == 0)
                #expect(try await Whole.messages(store).isEmpty)
                #expect(try await Whole.sessions(store).isEmpty)
                #expect(try await Whole.urls(store).isEmpty)
                #expect(try await Whole.dorks(store).isEmpty)
                #expect(try await store.totals().isEmpty)
                #expect(try await store.dailyStatistics(channel: nil, day: nil).isEmpty)
                #expect(try await store.sessionProtocols().isEmpty)
                #expect(try await store.status().messages == 0)
                #expect(try await store.append(IngestBatch(messages: [])) == IngestResult(stored: 0, skipped: 0))
                try await store.ping()
                #expect(try await store.check().isEmpty)
            }
        },
        ContractCase("payload bytes come back exactly") { engine in
            try await engine.withStore { store in
                let payloads: [[UInt8]] = [[], [0], Array(0...255), [0xFF, 0xFE], Array("é\0x".utf8), Array(repeating: 7, count: 1 << 20)]
                let messages = payloads.enumerated().map { number, payload in
                    var message = Samples.message(number, ident: "nul\0ident", .normalized([]))
                    message.message.payload = payload
                    return message
                }
                _ = try await store.append(IngestBatch(messages: messages))
                let stored = try await Whole.messages(store)
                #expect(stored.map(\.message) == messages.map(\.message))
                #expect(stored.allSatisfy { $0.isNormalized && $0.lastError == nil })
            }
        },
        ContractCase("a numbered batch is committed once") { engine in
            try await engine.withStore { (store) async throws in
                let first = IngestBatch(sequence: 5, messages: Samples.messages(0..<3).messages)
                #expect(try await store.append(first) == IngestResult(stored: 3, skipped: 0))
                #expect(try await store.append(first) == IngestResult(stored: 0, skipped: 3))
                let older = IngestBatch(sequence: 4, messages: Samples.messages(3..<5).messages)
                #expect(try await store.append(older) == IngestResult(stored: 0, skipped: 2))
                #expect(try await store.lastBatchSequence() == 5)
                let next = IngestBatch(sequence: 6, messages: Samples.messages(5..<6).messages)
                #expect(try await store.append(next).stored == 1)
                #expect(try await Whole.messages(store).count == 4)
                #expect(try await store.lastKey() == Samples.key(5))
            }
        },
        ContractCase("an imported line is stored once") { engine in
            try await engine.withStore { (store) async throws in
                func batch(_ numbers: Range<Int>) -> IngestBatch {
                    Samples.messages(numbers) { number in
                        var message = Samples.message(number)
                        message.importDigest = [UInt8](repeating: UInt8(number % 5), count: 32)
                        return message
                    }
                }
                #expect(try await store.append(batch(0..<3)) == IngestResult(stored: 3, skipped: 0))
                #expect(try await store.append(batch(3..<10)) == IngestResult(stored: 2, skipped: 5))
                #expect(try await Whole.sessions(store).count == 5)
                #expect(try await store.totals() == [ValueCount(value: "cowrie_sessions", count: 5)])
            }
        },
        ContractCase("imported lines get keys of their own, beside those of a server") { engine in
            try await engine.withStore { (store) async throws in
                _ = try await store.append(Samples.messages(0..<3) { Samples.message($0, key: Samples.key($0, second: Samples.start)) })
                let proposal = RecordKey(seconds: Samples.start, counter: 0, node: NodeIdentities.importNode)
                for round in 0..<2 {
                    let lines = Samples.messages(0..<4) { number in
                        var message = Samples.message(number, ident: "imported", key: proposal)
                        message.importDigest = [UInt8](repeating: UInt8(round * 4 + number), count: 32)
                        return message
                    }
                    #expect(try await store.append(lines) == IngestResult(stored: 4, skipped: 0))
                }
                #expect(try await store.lastKey() == Samples.key(2, second: Samples.start))
                let stored = try await Whole.messages(store)
                #expect(Set(stored.map(\.key)).count == 11 && Set(stored.map(\.id)).count == 11)
                for message in stored {
                    let found = try await store.messages(MessageFilter(id: message.id), order: .newestFirst, page: Page())
                    #expect(found.items.map(\.key) == [message.key])
                }
            }
        },
        ContractCase("a failed batch leaves nothing behind, and others in its group stay") { engine in
            try await engine.withStore { store in
                _ = try await store.append(Samples.messages(0..<2))
                // The second message repeats a key.
                let bad = IngestBatch(sequence: 9, messages: [Samples.message(7, channel: "bad"), Samples.message(1, channel: "bad")])
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        let error = await #expect(throws: StorageError.self) { _ = try await store.append(bad) }
                        #expect(error?.code == .conflict)
                    }
                    for number in 10..<40 {
                        group.addTask {
                            await #expect(throws: Never.self) { _ = try await store.append(Samples.messages(number..<number + 1)) }
                        }
                    }
                }
                #expect(try await Whole.messages(store).count == 32)
                #expect(try await store.lastBatchSequence() == 0)
                #expect(try await store.totals() == [ValueCount(value: "cowrie_sessions", count: 32)])
                #expect(try await store.check().isEmpty)
            }
        },
        ContractCase("ids of another system are kept both ways") { engine in
            try await engine.withStore { store in
                let foreign = ObjectID(seconds: 1_300_000_000, tail: 0x1122_3344_5566_7788)
                let batch = Samples.messages(0..<20) { number in
                    var message = Samples.message(
                        number,
                        .normalized([
                            .session(Samples.session(number)), .url(ObservedURL(url: "http://a.example/")),
                        ]))
                    if number == 12 { message.foreignID = foreign }
                    return message
                }
                _ = try await store.append(batch)
                let found = try await Whole.messages(store, MessageFilter(id: foreign))
                #expect(found.map(\.id) == [foreign])
                #expect(found.map(\.key) == [Samples.key(12)])
                let own = store.identity.id(of: Samples.key(12), kind: .message)
                #expect(try await Whole.messages(store, MessageFilter(id: own)).isEmpty)
                #expect(try await Whole.sessions(store)[12].messageID == foreign)
                #expect(try await Whole.urls(store).first?.messageIDs[12] == foreign)
            }
        },
        ContractCase("sessions, urls and files keep the ids that they had elsewhere") { engine in
            try await engine.withStore { store in
                func foreign(_ number: UInt64) -> ObjectID { ObjectID(seconds: 1_300_000_000, tail: 0x7700_0000_0000_0000 | number) }
                var batch = Samples.messages(0..<3) { number in
                    let made: [Observation] = [
                        .session(Samples.session(number)), .session(Samples.session(100 + number)),
                        .url(ObservedURL(url: "http://\(number).example/")), Samples.file(number),
                    ]
                    return Samples.message(number, .normalized(made))
                }
                batch.messages[1].foreignID = foreign(1)
                _ = try await store.append(batch)
                let own = try await Whole.sessions(store).map(\.id)
                let first = store.identity.id(of: Samples.key(0), kind: .message)
                let ids = [
                    ForeignID(foreign(2), of: .session(ofMessage: foreign(1))), ForeignID(foreign(3), of: .session(ofMessage: foreign(1))),
                    ForeignID(foreign(4), of: .session(ofMessage: foreign(1))), ForeignID(foreign(5), of: .session(ofMessage: first)),
                    ForeignID(foreign(6), of: .session(ofMessage: foreign(99))), ForeignID(foreign(7), of: .url("http://1.example/")),
                    ForeignID(foreign(8), of: .url("http://nowhere.example/")),
                    ForeignID(foreign(9), of: .file(sha512: Samples.hashes(2).sha512)),
                    ForeignID(foreign(10), of: .file(sha512: Samples.hashes(7).sha512)),
                ]
                #expect(
                    try await store.keep(ids) == [.kept, .kept, .missing, .kept, .missing, .kept, .missing, .kept, .missing])
                #expect(
                    try await store.keep(ids) == [.known, .known, .missing, .known, .missing, .known, .missing, .known, .missing])
                #expect(try await store.keep([ForeignID(foreign(11), of: .url("http://1.example/"))]) == [.known])

                let expected = [foreign(5), own[1], foreign(2), foreign(3), own[4], own[5]]
                #expect(try await Whole.sessions(store).map(\.id) == expected)
                for (position, id) in expected.enumerated() {
                    var filter = SessionFilter()
                    filter.id = id
                    let found = try await Whole.sessions(store, filter)
                    #expect(found.map(\.id) == [id])
                    #expect(found.first?.session.sourcePort == UInt16(1_000 + position / 2 + position % 2 * 100))
                    filter.id = own[position]
                    #expect(try await Whole.sessions(store, filter).count == (own[position] == id ? 1 : 0))
                }
                let renewed = try await Whole.messages(store).map { message in
                    NormalizedMessage(key: message.key, message: message.message, outcome: batch.messages[message.key.counter].outcome)
                }
                try await store.replaceDerived(renewed)
                // An older message that names the url does not take its id away.
                _ = try await store.append(
                    IngestBatch(messages: [
                        Samples.message(3, .normalized([.url(ObservedURL(url: "http://1.example/")), Samples.file(2)]))
                    ]))
                #expect(try await Whole.sessions(store).map(\.id) == expected)
                let urls = try await Whole.urls(store)
                #expect(urls.map(\.id)[1] == foreign(7))
                #expect(try await Whole.urls(store, URLFilter(id: foreign(7))).map(\.url) == ["http://1.example/"])
                #expect(try await Whole.files(store, hash: Samples.hashes(2).md5).map(\.id) == [foreign(9)])
                #expect(try await store.check().isEmpty)
                #expect(try await store.erase(sourceIP: "203.0.113.7") == 3)
                #expect(try await store.keep([ids[0]]) == [.missing])
            }
        },
        ContractCase("more sessions than a message has keys for are an error of that message") { engine in
            try await engine.withStore { store in
                let fits = (0..<16).map { Observation.session(Samples.session($0)) }
                _ = try await store.append(
                    IngestBatch(messages: [
                        Samples.message(0, .normalized(fits)), Samples.message(1, .normalized(fits + fits)), Samples.message(2),
                    ]))
                #expect(try await Whole.sessions(store).count == 17)
                #expect(try await store.status().errors == ["cowrie.sessions": 1])
            }
        },
    ]
}
