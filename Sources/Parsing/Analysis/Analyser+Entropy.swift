import Documents
import Foundation

extension Analyser {
    /// Shannon entropy of the bytes from `start` up to `end`, in bits a byte; `end` -1 is the end of the content.
    static let entropy = Analyser(
        description: AnalyserDescription(
            name: "entropycalc", version: "0.0.1", description: "Shannon entropy of a range of bytes.", supportedTypes: ["Sample"],
            config: ["start": 0, "end": -1], runsOnTriage: true)
    ) { content, config in
        var analysis = Analysis()
        let end = config["end"]?.integer ?? -1
        let start = config["start"]?.integer ?? 0
        let range = start..<(end < 0 ? Int64(content.count) : min(end, Int64(content.count)))
        guard range.lowerBound >= 0, !range.isEmpty else { return analysis }
        let bits = bitsPerByte(content[Int(range.lowerBound)..<Int(range.upperBound)])
        analysis.add("Entropy calculation", .string(String(format: "%.1f", bits)), ["Value": .string(String(format: "%.15f", bits))])
        return analysis
    }

    /// From 0 to 8.
    static func bitsPerByte(_ content: ArraySlice<UInt8>) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for byte in content { counts[Int(byte)] += 1 }
        return counts.filter { $0 > 0 }.reduce(0) { sum, count in
            let share = Double(count) / Double(content.count)
            return sum - share * log2(share)
        }
    }
}
