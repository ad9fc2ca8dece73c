import Foundation
import Similarity
import Testing

/// Hashes and scores beside the examples of crits-resources-2.md, appendix A, and beside the program `ssdeep`.
@Suite struct FuzzyHashTests {
    static let squares = (0..<10_000).map { UInt8(($0 * $0) % 251) }

    static func pseudoRandom(_ count: Int) -> [UInt8] {
        var state: UInt64 = 1
        return (0..<count).map { _ in
            state = (1_103_515_245 &* state &+ 12_345) & 0x7FFF_FFFF
            return UInt8(truncatingIfNeeded: state >> 16)
        }
    }

    static let examples: [(content: [UInt8], hash: String)] = [
        ([], "3::"), (Array("CRITs sample one\n".utf8), "3:/VhjOn:dVOn"), ([UInt8](repeating: 0x61, count: 1_000), "3:tjN:/"),
        (squares, "192:FLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL3:B"),
        (
            pseudoRandom(20_000),
            "384:xD/5kIQXbCQ7d2AxNL73U3WhNnB6/+mSObyiT7hevd/o9GPpjBrfqegZx9ceI:x1k3XbCQOWPnBsbZhe1+0hBriFHK"
        ),
    ]

    @Test(arguments: examples.indices) func theExamplesOfTheSpecification(_ index: Int) {
        let example = FuzzyHashTests.examples[index]
        #expect(FuzzyHasher.hash(example.content).text == example.hash)
    }

    @Test func piecesOfAnySizeGiveTheSameHash() {
        let content = FuzzyHashTests.pseudoRandom(300_000)
        let whole = FuzzyHasher.hash(content)
        for size in [1, 4_099, 65_536] {
            var hasher = FuzzyHasher()
            for start in stride(from: 0, to: content.count, by: size) {
                hasher.update(Array(content[start..<min(start + size, content.count)]))
            }
            #expect(hasher.finish() == whole)
        }
    }

    @Test func hashesAreRead() throws {
        let hash = try #require(FuzzyHash("3:/VhjOn:dVOn,\"one.txt\""))
        #expect(hash.text == "3:/VhjOn:dVOn")
        for text in ["", "3:a", "x:a:b", "3:a:b:c", "-3:a:b", "3:" + String(repeating: "a", count: 500) + ":b"] {
            #expect(FuzzyHash(text) == nil)
        }
    }

    @Test func likenessHasItsBounds() throws {
        let hash = FuzzyHasher.hash(FuzzyHashTests.pseudoRandom(20_000))
        #expect(hash.similarity(to: hash) == 100)
        let far = try #require(FuzzyHash("3072:" + String(decoding: hash.first, as: UTF8.self) + ":"))
        #expect(hash.similarity(to: far) == 0)
        let short = try #require(FuzzyHash("3:/VhjOn:dVOn"))
        #expect(short.similarity(to: FuzzyHasher.hash([])) == 0)
        let largest = try #require(FuzzyHash("18446744073709551615:abcdefgh:abcdefgh"))
        #expect(largest.similarity(to: short) == 0)
    }

    /// Random contents of many lengths and kinds, and changed copies of them.
    static func contents(seed: UInt64) -> [[UInt8]] {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var contents: [[UInt8]] = []
        for number in 0..<50 {
            let length = 1 + next(number % 10 == 0 ? 400_000 : number % 3 == 0 ? 300 : 30_000)
            let kinds = 1 + next(number % 4 == 0 ? 3 : 256)
            var content = (0..<length).map { _ in UInt8(next(kinds)) }
            if number % 5 == 0 { content += [UInt8](repeating: 0, count: next(5_000)) }
            contents.append(content)
            for _ in 0...next(20) { content[next(content.count)] = UInt8(next(256)) }
            if number % 2 == 0 { content.removeFirst(min(content.count - 1, next(content.count / 4 + 1))) }
            contents.append(content)
        }
        return contents
    }

    @Test func theProgramSaysTheSame() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        let contents = FuzzyHashTests.contents(seed: seed)
        let folder = FileManager.default.temporaryDirectory.appending(component: "fuzzy-\(seed)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (index, content) in contents.enumerated() { try Data(content).write(to: folder.appending(component: "\(index)")) }
        let names = contents.indices.map(String.init)

        let hashes = contents.map { FuzzyHasher.hash($0) }
        let lines = try FuzzyHashTests.ssdeep(["-s", "-b"] + names, in: folder).dropFirst()
        #expect(lines.map(String.init) == hashes.enumerated().map { "\($1.text),\"\($0)\"" }, "seed \(seed)")

        var expected: Set<String> = []
        for (index, hash) in hashes.enumerated() {
            for earlier in 0..<index where hash.similarity(to: hashes[earlier]) > 0 {
                expected.insert("\(index) matches \(earlier) (\(hash.similarity(to: hashes[earlier])))")
            }
        }
        let matches = Set(try FuzzyHashTests.ssdeep(["-s", "-b", "-d"] + names, in: folder).filter { !$0.isEmpty }.map(String.init))
        #expect(matches.count > 20)
        #expect(matches.symmetricDifference(expected).sorted() == [], "seed \(seed)")
    }

    private static func ssdeep(_ arguments: [String], in folder: URL) throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/ssdeep")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self).split(separator: "\n")
    }
}
