internal import Documents
internal import Model

/// Documents of another Mnemosyne store whose raw message is lost: the document itself, as JSON, stands in for it.
///
/// `waggle import` makes such records; no honeypot publishes on these channels.
enum ImportedDocuments {
    /// Members of a session that are no details of it.
    private static let columns: Set<String> = [
        "_id", "hpfeed_id", "identifier", "timestamp", "honeypot", "protocol", "source_ip", "source_port", "destination_ip",
        "destination_port",
    ]

    static func session(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let attacker = try address("source_ip", object) else { throw .missing("source_ip") }
        guard let source = input.source(attacker) else { return [] }
        var details = JSONWriter()
        for (name, value) in object.distinctMembers {
            guard let text = name.string, !columns.contains(text) else { continue }
            details.name(text: text)
            details.value(value)
        }
        return [
            .session(
                Session(
                    timestamp: try time("timestamp", object), honeypot: try object.text("honeypot"),
                    protocol: try object.optionalText("protocol"), sourceIP: source, sourcePort: try object.optionalPort("source_port"),
                    destinationIP: try address("destination_ip", object).map { IPLiteral.unwrapped($0) },
                    destinationPort: try object.optionalPort("destination_port"), details: details.bytes))
        ]
    }

    static func url(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        var url = ObservedURL(url: try object.text("url"))
        if let extractions = object.optional("extractions") {
            guard extractions.kind == .array else { throw .notArray("extractions") }
            for extraction in extractions.elements {
                let hashes = try extraction.required("hashes")
                url.extractions.append(
                    ObservedURL.Extraction(
                        timestamp: try time("timestamp", extraction),
                        // Mnemosyne knew no SHA-256.
                        hashes: ContentHashes(
                            md5: try digits("md5", hashes, count: 32), sha1: try digits("sha1", hashes, count: 40), sha256: "",
                            sha512: try digits("sha512", hashes, count: 128))))
            }
        }
        return [.url(url)]
    }

    static func file(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        guard let data = try object.required("data").stringBytes else { throw .notText("data") }
        guard let content = Hexadecimal.decode(data) else { throw NormalizationError("data: not hexadecimal") }
        return [
            .file(
                ObservedFile(
                    content: content, hashes: ContentHashes(of: content),
                    contentGuess: try object.optionalText("content_guess") ?? ContentGuess.words(for: content)))
        ]
    }

    /// More than anybody can have counted; sums of it are still far from their end.
    private static let maximumCount = 1 << 40

    /// Its events are lost as well: all but the last count as the first one.
    static func dork(_ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let object = try input.object()
        let (content, type) = (try object.text("content"), try object.text("type"))
        guard let count = try object.required("count").integer.flatMap({ Int(exactly: $0) }), (1...maximumCount).contains(count) else {
            throw .notInteger("count")
        }
        let last = try time("lasttime", object)
        var dorks = [ObservedDork(content: content, type: type, timestamp: last)]
        if count > 1 {
            let first = object.optional("firsttime") == nil ? last : try time("firsttime", object)
            dorks.insert(ObservedDork(content: content, type: type, timestamp: min(first, last), count: count - 1), at: 0)
        }
        return dorks.map { .dork($0) }
    }

    private static func time(_ name: StaticString, _ object: JSONView) throws(NormalizationError) -> Timestamp {
        guard let time = Timestamp(try object.text(name)) else { throw .notTime(name.description) }
        return time
    }

    private static func digits(_ name: StaticString, _ object: JSONView, count: Int) throws(NormalizationError) -> String {
        let text = try object.text(name)
        guard text.utf8.count == count, text.utf8.allSatisfy({ Hexadecimal.value(of: $0) != nil }) else {
            throw NormalizationError("\(name): not \(count) hexadecimal digits")
        }
        return text.lowercased()
    }

    /// A text, or the only element of an array: Mnemosyne stored the addresses of some honeypots so.
    private static func address(_ name: StaticString, _ object: JSONView) throws(NormalizationError) -> String? {
        guard let value = object.optional(name) else { return nil }
        guard value.kind == .array else { return try value.text(as: name) }
        var elements = value.elements
        guard let first = elements.next() else { return nil }
        return try first.text(as: name)
    }
}
