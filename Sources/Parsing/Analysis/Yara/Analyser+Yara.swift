import Documents

extension Analyser {
    /// Rules that hold for the content. The rules come with the settings: `rules`, a list of `name` and `text`. Rules that are
    /// wrong are a line of log each.
    static let yara = Analyser(
        description: AnalyserDescription(
            name: "yara", version: "2.0.2", description: "Rules of the signatures of type Yara that hold for the content.",
            supportedTypes: ["Sample"], config: ["timeout": 20])
    ) { content, config throws(ParsingError) in
        var analysis = Analysis()
        let sources = (config["rules"]?.list ?? []).compactMap { entry -> YaraRules.Source? in
            guard let rules = entry.document, let text = rules["text"]?.string else { return nil }
            return YaraRules.Source(name: rules["name"]?.string ?? "", text: text)
        }
        guard !sources.isEmpty else {
            analysis.note("warning", "There are no rules.")
            return analysis
        }
        let rules = try YaraRules(sources)
        for problem in rules.problems { analysis.note("warning", problem) }
        let timeout = Int32(clamping: max(1, min(config["timeout"]?.integer ?? 20, 25)))
        for match in try rules.scan(content, timeout: timeout) { analysis.add("yara", text: match.rule, match.details) }
        return analysis
    }
}
