import Documents
import Parsing
import Testing

@Suite struct ArchiveReaderTests {
    /// A zip of one stored file `dir/a.txt` with the content `hello`.
    static let zip: [UInt8] = {
        let name = Array("dir/a.txt".utf8)
        let content = Array("hello".utf8)
        let checksum: [UInt8] = [0x86, 0xA6, 0x10, 0x36]
        let sizes: [UInt8] = [5, 0, 0, 0, 5, 0, 0, 0]
        let head: [UInt8] = [10, 0, 0, 0, 0, 0, 0, 0, 0, 0] + checksum + sizes + [UInt8(name.count), 0, 0, 0]
        let local = [0x50, 0x4B, 3, 4] + head + name + content
        let central = [0x50, 0x4B, 1, 2, 10, 0] + head + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + name
        return local + central + [
            0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, UInt8(central.count), 0, 0, 0, UInt8(local.count), 0, 0, 0, 0, 0,
        ]
    }()

    @Test func namesLoseTheirDirectories() throws {
        let members = try ArchiveReader().members(of: ArchiveReaderTests.zip, password: nil)
        #expect(members.map(\.name) == ["a.txt"])
        #expect(members.first?.content == Array("hello".utf8))
    }

    @Test func aLimitStopsExpansion() {
        var limits = ArchiveReader.Limits()
        limits.expandedBytes = 4
        #expect(throws: ParsingError.self) { try ArchiveReader(limits: limits).members(of: ArchiveReaderTests.zip, password: nil) }
        limits = ArchiveReader.Limits()
        limits.members = 0
        #expect(throws: ParsingError.self) { try ArchiveReader(limits: limits).members(of: ArchiveReaderTests.zip, password: nil) }
    }

    @Test func textIsNoArchive() {
        #expect(throws: ParsingError.self) { try ArchiveReader().members(of: Array("no archive at all".utf8), password: nil) }
    }

    /// Cut and changed archives end in an error or in members, never in a crash.
    @Test func mutatedArchivesDoNoHarm() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var state = seed
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        for _ in 0..<2_000 {
            var bytes = ArchiveReaderTests.zip
            for _ in 0...(next() % 4) { bytes[next() % bytes.count] = UInt8(truncatingIfNeeded: next()) }
            bytes.removeLast(next() % 3 == 0 ? next() % bytes.count : 0)
            let members = try? ArchiveReader().members(of: bytes, password: nil)
            #expect((members ?? []).allSatisfy { !$0.name.contains("/") && !$0.name.isEmpty })
        }
    }

    @Test func jobsAnswerByTheirOwnWords() throws {
        let tools = try ParsingTools()
        let answer = ParsingJob.archive(password: nil).answer(to: ArchiveReaderTests.zip, with: tools)
        #expect(String(decoding: answer, as: UTF8.self) == "{\"members\":[{\"name\":\"a.txt\",\"size\":5}]}\nhello")
        let refused = ParsingJob.archive(password: nil).answer(to: [1, 2, 3], with: tools)
        #expect(String(decoding: refused, as: UTF8.self).hasPrefix("{\"error\":"))
        let kinds = ParsingJob.identify(sizes: [17, 4]).answer(to: Array("CRITs sample one\n%PDF".utf8), with: tools)
        #expect(
            String(decoding: kinds, as: UTF8.self)
                == "{\"kinds\":[{\"filetype\":\"ASCII text\",\"mimetype\":\"text/plain\"},"
                + "{\"filetype\":\"ASCII text, with no line terminators\",\"mimetype\":\"text/plain\"}]}\n")
        for sizes in [[-1], [5], [.max, .max]] {
            let wrong = ParsingJob.identify(sizes: sizes).answer(to: [1, 2, 3], with: tools)
            #expect(String(decoding: wrong, as: UTF8.self) == "{\"error\":\"the sizes are wrong\"}\n")
        }
    }
}
