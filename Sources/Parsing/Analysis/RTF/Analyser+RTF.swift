import Documents

extension Analyser {
    /// Properties of a Rich Text document, and the objects embedded in it: their fields stand under `Object 1 - CLASS` and so on.
    /// Packages and, with `save_streams`, all objects become files.
    static let rtfMeta = Analyser(
        description: AnalyserDescription(
            name: "rtf_meta", version: "1.0.0", description: "Properties and embedded objects of a Rich Text document.",
            supportedTypes: ["Sample"], content: .rtf, config: ["save_streams": false])
    ) { content, config throws(ParsingError) in
        var analysis = Analysis()
        let savesStreams = config["save_streams"]?.boolean ?? (config["save_streams"]?.integer == 1)
        let document = try RTFReader(content)
        for property in document.properties {
            analysis.add("rtf_meta", text: property.name, ["name": .string(property.name), "value": .string(property.value)])
        }
        for (index, object) in document.objects.enumerated() {
            let embedded = EmbeddedObject(object.data)
            let className = embedded?.className ?? (object.className.isEmpty ? "Unknown" : object.className)
            let name = "Object \(index + 1) - \(className)"
            let inner = embedded?.content ?? object.data[...]
            var fields = [
                ("classname", className), ("size", String(object.data.count)), ("md5", Digest.md5(object.data)),
                ("content_size", String(inner.count)), ("content_md5", Digest.md5(inner)),
            ]
            if let embedded { fields.append(("format", embedded.format == 1 ? "linked" : "embedded")) }
            if let file = embedded?.fileName { fields.append(("filename", file)) }
            for (field, value) in fields { analysis.add(name, text: name, ["name": .string(field), "value": .string(value)]) }
            if savesStreams || embedded?.fileName != nil, !inner.isEmpty {
                analysis.add(file: embedded?.fileName ?? Digest.md5(inner), Array(inner))
            }
        }
        return analysis
    }
}
