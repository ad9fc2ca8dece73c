import Documents

extension Analyser {
    /// Addresses, domains, URLs, mail addresses and digests in text, or in the texts of any other content. Whether an indicator
    /// with the value exists is for the server to add.
    static let dataMiner = Analyser(
        description: AnalyserDescription(
            name: "DataMiner", version: "1.0.0", description: "Addresses, domains, URLs and digests that stand in a text.",
            supportedTypes: ["Event", "RawData", "Sample", "Email"])
    ) { content, _ in
        var analysis = Analysis()
        var mined = MinedValues()
        // Text is searched as a whole; of anything else, only its printable runs.
        if !content.contains(0), String(validating: content, as: UTF8.self) != nil {
            mined.search(content)
        } else {
            for run in PrintableRuns(content, minimum: 6, limit: maximumRuns) { mined.search(run.characters) }
        }
        for value in mined.values {
            analysis.add(value.kind.subtype, text: value.text, ["Type": .string(value.kind.type)])
        }
        if mined.isFull { analysis.note("warning", "there is more than is listed") }
        return analysis
    }

    private static let maximumRuns = 200_000
}
