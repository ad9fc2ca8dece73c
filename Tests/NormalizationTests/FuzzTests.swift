import Documents
import Foundation
import Model
import Testing

@testable import Normalization

/// Damages good payloads and checks what comes out: nothing may crash, and every document must be well-formed.
@Suite struct FuzzTests {
    /// Cases for each channel; `WAGGLE_FUZZ_CASES` asks for more.
    static let cases = ProcessInfo.processInfo.environment["WAGGLE_FUZZ_CASES"].flatMap(Int.init) ?? 2_000
    /// `WAGGLE_FUZZ_SEED` repeats a run.
    static let seed =
        ProcessInfo.processInfo.environment["WAGGLE_FUZZ_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0...UInt64.max)

    @Test(arguments: SamplePayload.all)
    func damagedPayloads(_ sample: SamplePayload) throws {
        var mutator = Mutator(seed: Self.seed ^ UInt64(truncatingIfNeeded: sample.channel.utf8.reduce(5381) { $0 &* 33 &+ Int($1) }))
        var successes = 0
        for number in 0..<Self.cases {
            let payload = number == 0 ? sample.bytes : mutator.mutation(of: sample.bytes)
            let options = NormalizationOptions(keepPrivateSources: number.isMultiple(of: 3))
            let outcome = Result { try Normalizer(options: options).normalize(message(sample.channel, payload)) }
            switch outcome {
            case .success(let observations):
                successes += 1
                for observation in observations { try check(observation, of: sample.channel, number) }
            case .failure(let error):
                let text = "\(error)"
                try #require(!text.isEmpty && text.utf8.count < 200, "seed \(Self.seed), case \(number)")
            }
        }
        #expect(successes > 0, "seed \(Self.seed)")
    }

    @Test func printsItsSeed() {
        print("fuzz seed \(Self.seed), \(Self.cases) cases for each channel")
    }

    private func check(_ observation: Observation, of channel: String, _ number: Int) throws {
        let comment: Comment = "seed \(Self.seed), case \(number)"
        switch observation {
        case .session(let session):
            let braced = [UInt8(ascii: "{")] + session.details + [UInt8(ascii: "}")]
            try #require(JSONText.isUTF8(session.details), comment)
            // One level more than a payload may have for each object that the documents put around it.
            let details = try JSONText(braced, maximumDepth: JSONText.defaultMaximumDepth + 3).root
            var names: Set<String> = []
            for (name, _) in details.members { try #require(names.insert(name.string ?? "").inserted, comment) }
            for key in ["timestamp", "honeypot", "protocol", "source_ip", "source_port", "destination_ip", "destination_port"] {
                try #require(!names.contains(key), comment)
            }
            try #require(IPLiteral(session.sourceIP)?.mappedQuad == nil, comment)
            try #require(session.activities.count <= 4_096, comment)
        case .file(let file):
            try #require(
                [32, 40, 64, 128] == [file.hashes.md5, file.hashes.sha1, file.hashes.sha256, file.hashes.sha512].map(\.utf8.count))
        case .url(let url):
            try #require(url.extractions.allSatisfy { $0.hashes.md5.utf8.count == 32 }, comment)
        case .dork(let dork):
            // An imported dork is any text, counted as often as its lost messages named it.
            try #require(channel.hasPrefix("mnemosyne.") || dork.content.unicodeScalars.count > 1 && dork.count == 1, comment)
            try #require(dork.count > 0, comment)
        case .metadata(let facts):
            try #require(facts.os != nil || facts.app != nil || facts.link != nil || facts.uptime != nil, comment)
        }
    }
}
