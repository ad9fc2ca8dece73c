internal import Documents
internal import Model

/// Files that Thug took from web pages (normalization.md 4.9).
enum ThugFiles {
    static func file(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let encoded = try object.required("data").stringBytes else { throw .notText("data") }
        guard let content = Base64Text.decode(encoded) else { throw NormalizationError("data: not base64") }
        let hashes = ContentHashes(of: content)
        // The scheme is always http, so that the urls of old records stay the same.
        let parts = URLParts(try object.text("url"), readsAuthorityAtStart: true)
        return [
            .file(ObservedFile(content: content, hashes: hashes, contentGuess: try object.text("type"))),
            .url(
                ObservedURL(
                    url: "http://" + parts.hostAndPort + parts.path,
                    extractions: [ObservedURL.Extraction(timestamp: input.received, hashes: hashes)])),
        ]
    }
}
