import Foundation
import Normalization
import Testing

@Suite struct ChannelRegistryTests {
    @Test func namesAreUnique() {
        #expect(Set(ChannelRegistry.channels).count == ChannelRegistry.channels.count)
    }

    @Test func everyChannelHasASampleThatGivesWhatItShould() throws {
        let samples = Dictionary(SamplePayload.all.map { ($0.channel, $0) }, uniquingKeysWith: { first, _ in first })
        for channel in ChannelRegistry.channels {
            let sample = try #require(samples[channel], "\(channel)")
            let found = try Normalizer().normalize(message(channel, sample.bytes))
            #expect(found.isEmpty == (channel == "heralding.auth"), "\(channel)")
        }
    }

    @Test func namesAreExact() {
        for name in ["snort.alert", "Cowrie.sessions", "cowrie.sessions ", "cowrie", ""] {
            #expect(ChannelRegistry.entry(named: name) == nil)
        }
    }

    /// `Docs/Channels.md` lists the registry's channels, honeypots and origins, and no others.
    @Test func theDocumentListsTheChannels() throws {
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Docs/Channels.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let section = try #require(text.split(separator: "\n## ").first { $0.hasPrefix("All channels") })
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let listed = rows.map { $0.prefix(3).joined(separator: " ") }
        let known = ChannelRegistry.entries.map { "`\($0.name)` \($0.honeypot) \($0.origin.rawValue)" }
        #expect(listed == known)
    }
}
