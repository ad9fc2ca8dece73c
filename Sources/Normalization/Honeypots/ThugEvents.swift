internal import Documents
internal import Model

/// Thug's analyses of web pages, as MAEC 1 bundles (normalization.md 4.8).
enum ThugEvents {
    /// Depth of elements allowed below the bundles' level, the same as for JSON.
    private static let maximumDepth = 64

    static func analyses(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let bundles = MAECBundles()
        // One level more for the artificial root around the bundles.
        guard let reader = XMLReader(handler: bundles, maximumDepth: maximumDepth + 1) else {
            throw NormalizationError("payload: no memory for reading XML")
        }
        do throws(XMLFault) {
            try reader.read([
                Array("<bundles>".utf8), XMLDeclarations.removed(from: cleaned(input.message.payload)),
                Array("</bundles>".utf8),
            ])
        } catch {
            switch error {
            case .malformed: throw NormalizationError("payload: malformed XML")
            case .documentType: throw NormalizationError("payload: XML with a document type")
            case .tooDeep: throw NormalizationError("payload: XML nested too deeply")
            }
        }
        guard bundles.count > 0 else { throw .missing("MAEC_Bundle") }
        var observations: [Observation] = []
        for analysis in bundles.analyses { observations += try documents(of: analysis) }
        return observations
    }

    private static func documents(of analysis: MAECBundles.Analysis) throws(NormalizationError) -> [Observation] {
        guard let start = analysis.start else { throw .missing("start_datetime") }
        guard let timestamp = SensorTime.parse(start, separator: " ", fraction: true) else { throw .notTime("start_datetime") }
        guard analysis.hasObject else { throw .missing("Subject/Object") }
        guard let url = analysis.url, !url.isEmpty else { throw .missing("URI") }
        var observed = ObservedURL(url: String(decoding: url, as: UTF8.self))
        var observations: [Observation] = []
        for snippet in analysis.snippets where !snippet.content.isEmpty {
            guard let language = snippet.language else { throw .missing("language") }
            let hashes = ContentHashes(of: snippet.content)
            observations.append(.file(ObservedFile(content: snippet.content, hashes: hashes, contentGuess: language)))
            observed.extractions.append(ObservedURL.Extraction(timestamp: timestamp, hashes: hashes))
        }
        observations.append(.url(observed))
        return observations
    }

    /// The payload in UTF-8, with the control characters that XML can't hold replaced by upstream's text.
    private static func cleaned(_ payload: [UInt8]) -> [UInt8] {
        let isUTF8 = JSONText.isUTF8(payload)
        var result: [UInt8] = []
        result.reserveCapacity(payload.count)
        for byte in payload {
            switch byte {
            case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F:
                result += "SOMETHING_REMOVED_BY_MNEMOSYNE".utf8
            case 0x80... where !isUTF8:
                result.append(0xC0 | byte >> 6)
                result.append(0x80 | byte & 0x3F)
            default:
                result.append(byte)
            }
        }
        return result
    }
}
