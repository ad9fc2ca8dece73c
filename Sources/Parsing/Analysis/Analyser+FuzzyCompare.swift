import Documents
import Similarity

extension Analyser {
    /// Compares the fuzzy hash of the content with those of other samples, which come with the settings: `candidates`, a list of
    /// `md5`, `ssdeep` and `description`. Those of at least `threshold` are results, the best first.
    static let fuzzyCompare = Analyser(
        description: AnalyserDescription(
            name: "ssdeep_compare", version: "1.0.3", description: "Samples whose fuzzy hash is similar.",
            supportedTypes: ["Sample"], config: ["threshold": 50])
    ) { content, config in
        var analysis = Analysis()
        let candidates = SimilarSamples(config, key: "ssdeep", own: Digest.md5(content))
        candidates.add("ssdeep_match (MD5)", similarTo: FuzzyHasher.hash(content), to: &analysis)
        return analysis
    }

    /// The fuzzy hash of the names of a program's imports: `impfuzzy_hash`, and the programs with a similar one, which come with the
    /// settings as those of ``fuzzyCompare`` do, under `impfuzzy`.
    static let importCompare = Analyser(
        description: AnalyserDescription(
            name: "impfuzzy_compare", version: "1.0.1", description: "Programs whose imports are similar.", supportedTypes: ["Sample"],
            content: .pe, config: ["threshold": 50])
    ) { content, config throws(ParsingError) in
        var analysis = Analysis()
        guard let text = PEImage.importText(of: try PEImage(content).imports()) else {
            analysis.note("info", "There are no imports.")
            return analysis
        }
        let own = FuzzyHasher.hash(text)
        analysis.add("impfuzzy_hash", text: own.text, ["impfuzzy": .string(own.text)])
        let candidates = SimilarSamples(config, key: "impfuzzy", own: Digest.md5(content))
        candidates.add("impfuzzy_match (MD5)", similarTo: own, to: &analysis)
        return analysis
    }
}

/// Samples that a content is compared with.
private struct SimilarSamples {
    private let threshold: Int
    private let candidates: [(md5: String, hash: FuzzyHash, description: String)]

    /// Those of the settings that have a hash, except for the content itself.
    init(_ config: Document, key: String, own: String) {
        threshold = Int(clamping: config["threshold"]?.integer ?? 50)
        candidates = (config["candidates"]?.list ?? []).compactMap { entry in
            guard let candidate = entry.document, let md5 = candidate["md5"]?.string, md5 != own,
                let hash = candidate[key]?.string.flatMap({ FuzzyHash($0) })
            else { return nil }
            return (md5, hash, candidate["description"]?.string ?? "")
        }
    }

    /// The best first.
    func add(_ subtype: String, similarTo hash: FuzzyHash, to analysis: inout Analysis) {
        let matches = candidates.map { (md5: $0.md5, score: hash.similarity(to: $0.hash), description: $0.description) }
        for match in matches.filter({ $0.score >= threshold }).sorted(by: { ($1.score, $0.md5) < ($0.score, $1.md5) }) {
            analysis.add(subtype, text: match.md5, ["score": .integer(Int64(match.score)), "description": .string(match.description)])
        }
    }
}
