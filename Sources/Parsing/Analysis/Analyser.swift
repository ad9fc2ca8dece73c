import Documents

/// A built-in service: a pure function of bytes and settings, which runs in the worker.
struct Analyser: Sendable {
    /// What the registry says of it.
    let description: AnalyserDescription
    /// Finds what it finds; damage in the content is a line of log, not an error.
    let analyse: @Sendable (_ content: [UInt8], _ config: Document) throws(ParsingError) -> Analysis
}

/// All built-in services (crits-resources-2.md 14).
enum Analysers {
    static let all: [Analyser] = [
        .entropy, .hashes, .fileType, .peinfo, .elfinfo, .machoinfo, .zipMeta, .pdfinfo, .officeMeta, .yara, .dataMiner, .strings,
        .carver, .unswf, .rtfMeta, .exiftool, .metaCap, .fuzzyCompare, .importCompare, .certificate,
    ]
}
