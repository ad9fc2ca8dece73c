import Documents

extension Analyser {
    /// Cuts the bytes from `start` up to `end` into a file, whose name is its MD5; `end` 0 is the end of the content.
    static let carver = Analyser(
        description: AnalyserDescription(
            name: "carver", version: "0.0.2", description: "Cuts a range of bytes into a sample of its own.",
            supportedTypes: ["Sample"], config: ["start": 0, "end": 0])
    ) { content, config in
        var analysis = Analysis()
        let size = Int64(content.count)
        let start = config["start"]?.integer ?? 0
        let end = config["end"]?.integer ?? 0
        guard start >= 0, end >= 0, end == 0 || start <= end else {
            analysis.note("error", "Invalid offsets.")
            return analysis
        }
        let last = end == 0 ? size : min(end, size)
        guard start < last else {
            analysis.note("error", "No data.")
            return analysis
        }
        let piece = Array(content[Int(start)..<Int(last)])
        analysis.add(file: Digest.md5(piece), piece)
        return analysis
    }
}
