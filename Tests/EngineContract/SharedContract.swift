import Documents
import Model
import Storage
import Testing

/// Promises of urls, files, dorks and metadata (normalization.md 2.4).
enum SharedContract {
    static let cases = [
        ContractCase("a url is one document, whatever names it and in whatever order") { engine in
            try await engine.withStore { store in
                func url(_ text: String, _ extractions: [ObservedURL.Extraction] = []) -> Observation {
                    .url(ObservedURL(url: text, extractions: extractions))
                }
                let time = Samples.time(Samples.start)
                let one = ObservedURL.Extraction(timestamp: time, hashes: Samples.hashes(1))
                let two = ObservedURL.Extraction(timestamp: time, hashes: Samples.hashes(2))
                _ = try await store.append(
                    IngestBatch(messages: [
                        Samples.message(5, .normalized([url("http://b/"), url("http://a/", [one, one]), url("http://a/", [one, two])])),
                        Samples.message(6, .normalized([url("http://a/", [one])])),
                    ]))
                _ = try await store.append(IngestBatch(messages: [Samples.message(2, .normalized([url("http://a/", [two])]))]))
                let urls = try await Whole.urls(store, limit: 1)
                #expect(urls.map(\.url) == ["http://a/", "http://b/"])
                #expect(urls.first?.extractions == [two, one, two, one])
                #expect(urls.first?.messageIDs == [2, 5, 6].map { store.identity.id(of: Samples.key($0), kind: .message) })
                #expect(urls.first?.messageCount == 3)
                #expect(urls.first?.id.seconds == Samples.key(2).seconds)
                #expect(urls.last?.extractions.isEmpty == true)
                let id = try #require(urls.last?.id)
                #expect(try await Whole.urls(store, URLFilter(id: id)).map(\.url) == ["http://b/"])
                for hash in [Samples.hashes(2).md5, Samples.hashes(2).sha1, Samples.hashes(2).sha512] {
                    #expect(try await Whole.urls(store, URLFilter(hash: hash)).map(\.url) == ["http://a/"])
                }
                #expect(try await Whole.urls(store, URLFilter(hash: String(repeating: "z", count: 32))).isEmpty)
                await #expect(throws: StorageError.self) { _ = try await Whole.urls(store, URLFilter(hash: "abc")) }
            }
        },
        ContractCase("urls are searched by pattern, time and page") { engine in
            try await engine.withStore { store in
                _ = try await store.append(
                    Samples.messages(0..<130) { number in
                        Samples.message(
                            number,
                            .normalized([.url(ObservedURL(url: "http://host\(number % 100).example\(number % 3 == 0 ? ".ru/" : "/")x"))]))
                    })
                let pattern = try Pattern(#"\.ru(\/|\:|$)"#)
                let found = try await Whole.urls(store, URLFilter(pattern: pattern), limit: 10)
                let all = try await Whole.urls(store, limit: 1_000)
                #expect(found.map(\.url) == all.map(\.url).filter { $0.contains(".ru/") })
                #expect(!found.isEmpty)
                let from = Samples.message(120).message.received
                let late = try await Whole.urls(store, URLFilter(from: from))
                #expect(late.allSatisfy { $0.messageIDs.last.map { $0.seconds >= Samples.start + 120 } == true })
                #expect(Set(late.map(\.url)) == Set((120..<130).map { "http://host\($0 % 100).example\($0 % 3 == 0 ? ".ru/" : "/")x" }))
                let to = Samples.message(3).message.received
                #expect(try await Whole.urls(store, URLFilter(to: to)).count == 3)
                let bomb = try Pattern("^(h+)+(t+)+$x")
                #expect(try await Whole.urls(store, URLFilter(pattern: bomb)).isEmpty)
            }
        },
        ContractCase("a pattern past its limits is too expensive") { engine in
            try await engine.withStore { store in
                let text = String(repeating: "a", count: 5_000) + "!"
                _ = try await store.append(IngestBatch(messages: [Samples.message(0, .normalized([.url(ObservedURL(url: text))]))]))
                let bomb = try Pattern("^(a|aa)+$")
                let error = await #expect(throws: StorageError.self) { _ = try await Whole.urls(store, URLFilter(pattern: bomb)) }
                #expect(error?.code == .tooExpensive)
            }
        },
        ContractCase("of more than 1,000 messages the newest are named and all are counted") { engine in
            try await engine.withStore { store in
                for start in stride(from: 0, to: 1_200, by: 300) {
                    _ = try await store.append(
                        Samples.messages(start..<start + 300) { number in
                            Samples.message(number, .normalized([.url(ObservedURL(url: "http://a/")), Samples.file(1)]))
                        })
                }
                let newest = (200..<1_200).map { store.identity.id(of: Samples.key($0), kind: .message) }
                let url = try #require(try await Whole.urls(store).first)
                #expect(url.messageIDs == newest)
                #expect(url.messageCount == 1_200)
                let file = try #require(try await Whole.files(store, hash: Samples.hashes(1).md5).first)
                #expect(file.messageIDs == newest)
                #expect(file.messageCount == 1_200)
            }
        },
        ContractCase("a file is one document with its content") { engine in
            try await engine.withStore { store in
                let large = Samples.file(3, guess: "large", size: 2_500_000)
                _ = try await store.append(
                    IngestBatch(messages: [
                        Samples.message(10, .normalized([Samples.file(1, guess: "new")])),
                        Samples.message(11, .normalized([large, Samples.file(4, size: 0)])),
                    ]))
                _ = try await store.append(IngestBatch(messages: [Samples.message(4, .normalized([Samples.file(1, guess: "old")]))]))
                let hashes = Samples.hashes(1)
                for hash in [hashes.md5, hashes.sha1, hashes.sha256, hashes.sha512] {
                    let files = try await Whole.files(store, hash: hash)
                    #expect(files.count == 1)
                    #expect(files.first?.contentGuess == "new")
                    #expect(files.first?.hashes == hashes)
                    #expect(files.first?.content == [UInt8](repeating: 1, count: 10))
                    #expect(files.first?.id.seconds == Samples.key(4).seconds)
                }
                let stored = try #require(try await Whole.files(store, hash: Samples.hashes(3).sha512).first)
                #expect(stored.size == 2_500_000)
                #expect(stored.content == [UInt8](repeating: 3, count: 2_500_000))
                #expect(try await Whole.files(store, hash: Samples.hashes(4).md5).first?.content == [])
                let bare = try await store.files(hash: hashes.md5, includingContent: false, page: Page())
                #expect(bare.items.first?.content == nil)
                #expect(try await store.fileTypes().map(\.value) == ["data", "large", "new"])
                await #expect(throws: StorageError.self) { _ = try await Whole.files(store, hash: "12") }
            }
        },
        ContractCase("dorks sum up and sort by every field") { engine in
            try await engine.withStore { store in
                func dork(_ number: Int) -> Observation {
                    .dork(
                        ObservedDork(
                            content: "/\(number % 12).php", type: number % 4 == 0 ? "intitle" : "inurl",
                            timestamp: Samples.time(Samples.start - UInt32(number * 37 % 100)), count: number % 3 + 1))
                }
                _ = try await store.append(Samples.messages(0..<90) { Samples.message($0, .normalized([dork($0), dork($0 + 1)])) })
                let all = try await Whole.dorks(store)
                #expect(all.count == 12)
                let counts = (0..<90).map { (number: Int) -> Int in number % 3 + (number + 1) % 3 + 2 }
                #expect(all.map(\.count).reduce(0, +) == counts.reduce(0, +))
                for field in DorkFilter.Field.allCases {
                    for ascending in [true, false] {
                        let expected = sorted(all, by: field, ascending: ascending)
                        for limit in [1, 5, 100] {
                            let found = try await Whole.dorks(store, DorkFilter(sortBy: field, ascending: ascending), limit: limit)
                            #expect(found.map(\.id) == expected.map(\.id), "\(field) \(ascending) \(limit)")
                        }
                    }
                }
                #expect(try await Whole.dorks(store, DorkFilter(type: "intitle")).allSatisfy { $0.type == "intitle" })
                let found = try await Whole.dorks(store, DorkFilter(pattern: try Pattern(#"/1\d\."#)), limit: 1)
                #expect(Set(found.map(\.content)) == ["/10.php", "/11.php"])
            }
        },
        ContractCase("of metadata the newest value of each field stands") { engine in
            try await engine.withStore { store in
                func facts(_ second: UInt32, os: String?, app: String? = nil) -> Observation {
                    .metadata(AttackerMetadata(ip: "203.0.113.5", honeypot: "p0f", timestamp: Samples.time(second), os: os, app: app))
                }
                _ = try await store.append(
                    IngestBatch(messages: [
                        Samples.message(1, .normalized([facts(50, os: "Linux", app: "ssh")])),
                        Samples.message(2, .normalized([facts(40, os: "old")])),
                        Samples.message(3, .normalized([facts(60, os: nil)])),
                        Samples.message(4, .normalized([.metadata(AttackerMetadata(ip: "", honeypot: "p0f", timestamp: Samples.time(1)))])),
                    ]))
                let expected = AttackerMetadata(ip: "203.0.113.5", honeypot: "p0f", timestamp: Samples.time(60), os: "Linux", app: "ssh")
                #expect(try await store.metadata(ip: "203.0.113.5") == [expected])
                #expect(try await store.metadata(ip: "").isEmpty)
                try await store.replaceDerived([Samples.message(3, .normalized([]))])
                try await store.replaceDerived([Samples.message(1, .normalized([facts(30, os: "Linux", app: "ssh")]))])
                let changed = AttackerMetadata(ip: "203.0.113.5", honeypot: "p0f", timestamp: Samples.time(40), os: "old", app: "ssh")
                #expect(try await store.metadata(ip: "203.0.113.5") == [changed])
            }
        },
    ]

    private static func sorted(_ dorks: [StoredDork], by field: DorkFilter.Field, ascending: Bool) -> [StoredDork] {
        func compare<Value: Comparable>(_ value: (StoredDork) -> Value) -> [StoredDork] {
            dorks.sorted { left, right in
                guard value(left) != value(right) else { return left.id < right.id }
                return ascending ? value(left) < value(right) : value(left) > value(right)
            }
        }
        return switch field {
        case .count: compare(\.count)
        case .content: compare(\.content)
        case .type: compare(\.type)
        case .lasttime: compare(\.last)
        case .firsttime: compare(\.first)
        }
    }
}
