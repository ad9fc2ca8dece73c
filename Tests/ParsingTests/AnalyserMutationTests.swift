import Documents
import Foundation
import Testing

@testable import Parsing

/// Damaged and changed files of each kind: an analyser answers or refuses, and never traps.
///
/// `WAGGLE_MUTATIONS` is how many of them there are for each analyser and file.
@Suite struct AnalyserMutationTests {
    private static let count = Int(ProcessInfo.processInfo.environment["WAGGLE_MUTATIONS"] ?? "") ?? 2_000
    private static let rules: Document = [
        "rules": .list([.document(["name": "a", "text": "rule a { strings: $a = \"hello\" $b = { 4D 5A ?? 00 } condition: any of them }"])]
        ),
        "candidates": .list([.document(["md5": "0", "ssdeep": "3:VhjOnVhjOo:dVOn"])]), "resource": true, "save_streams": true,
    ]

    @Test(arguments: AnalyserSamples.files)
    func mutationsDoNoHarm(_ sample: AnalyserSamples.File) throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed) for \(sample.name)")
        var mutator = Mutator(seed: seed)
        let content = try sample.content()
        let analysers = Analysers.all.filter { sample.analysers.contains($0.description.name) }
        #expect(analysers.count == sample.analysers.count)
        for analyser in analysers {
            for _ in 0..<AnalyserMutationTests.count {
                let analysis = try? analyser.analyse(mutator.mutated(content), AnalyserMutationTests.rules)
                #expect((analysis?.results.count ?? 0) <= Analysis.maximumResults)
            }
        }
    }

    /// Every analyser, every kind of file: what is not its kind is refused or answered, too.
    @Test func eachAnalyserMeetsEachFile() throws {
        for sample in AnalyserSamples.files {
            for analyser in Analysers.all { _ = try? analyser.analyse(sample.content(), AnalyserMutationTests.rules) }
        }
        for analyser in Analysers.all { _ = try? analyser.analyse([], AnalyserMutationTests.rules) }
    }

    /// A changed byte, a cut, a number made huge, or a piece moved.
    private struct Mutator {
        private var state: UInt64

        init(seed: UInt64) {
            state = seed
        }

        private mutating func next(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % max(1, limit)
        }

        mutating func mutated(_ content: [UInt8]) -> [UInt8] {
            var bytes = content
            for _ in 0...next(below: 6) {
                let place = next(below: bytes.count)
                switch next(below: 4) {
                case 0: bytes[place] = UInt8(next(below: 256))
                case 1: bytes[place] ^= 1 << UInt8(next(below: 8))
                case 2: for offset in place..<min(bytes.count, place + 4) { bytes[offset] = 0xFF }
                default:
                    let other = next(below: bytes.count)
                    for offset in 0..<min(8, bytes.count - max(place, other)) { bytes[place + offset] = bytes[other + offset] }
                }
            }
            if next(below: 3) == 0 { bytes.removeLast(next(below: bytes.count)) }
            return bytes
        }
    }
}
