import Documents

extension Analyser {
    /// Runs of printable characters, in ASCII and in UTF-16: `string` with `offset` and `encoding`. The catalogue has no such
    /// service. A run ends where another character stands or at 1,024 characters.
    static let strings = Analyser(
        description: AnalyserDescription(
            name: "strings", version: "1.0.0", description: "Printable texts of a content.", supportedTypes: ["Sample", "PCAP"],
            config: ["minimum": 6])
    ) { content, config in
        var analysis = Analysis()
        let minimum = Int(clamping: max(3, min(config["minimum"]?.integer ?? 6, 1_000)))
        for run in PrintableRuns(content, minimum: minimum, limit: Analysis.maximumResults + 1) {
            analysis.add(
                "string", text: HostileText.latin1(run.characters),
                ["offset": .integer(Int64(run.offset)), "encoding": .string(run.isWide ? "utf-16" : "ascii")])
        }
        return analysis
    }
}
