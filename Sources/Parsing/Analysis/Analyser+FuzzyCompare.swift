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
        let own = FuzzyHasher.hash(content)
        let threshold = Int(clamping: config["threshold"]?.integer ?? 50)
        let digest = Digest.md5(content)
        let matches = (config["candidates"]?.list ?? []).compactMap { entry -> (md5: String, score: Int, description: String)? in
            guard let candidate = entry.document, let md5 = candidate["md5"]?.string, md5 != digest,
                let hash = candidate["ssdeep"]?.string.flatMap({ FuzzyHash($0) })
            else { return nil }
            let score = own.similarity(to: hash)
            return score >= threshold ? (md5, score, candidate["description"]?.string ?? "") : nil
        }
        for match in matches.sorted(by: { ($1.score, $0.md5) < ($0.score, $1.md5) }) {
            analysis.add(
                "ssdeep_match (MD5)", text: match.md5,
                ["score": .integer(Int64(match.score)), "description": .string(match.description)])
        }
        return analysis
    }
}
