import Documents

extension Analyser {
    /// Streams and properties of compound files, as Office wrote them before 2007.
    static let officeMeta = Analyser(
        description: AnalyserDescription(
            name: "office_meta", version: "1.0.3", description: "Directory and property sets of an old Office document.",
            supportedTypes: ["Sample"], content: .office, config: ["save_streams": false])
    ) { content, config throws(ParsingError) in
        var analysis = Analysis()
        let file = try CompoundFile(content)
        let savesStreams = config["save_streams"]?.boolean ?? (config["save_streams"]?.integer == 1)
        var budget = Budget(content.count)
        analysis.add("office_header", text: "\(file.majorVersion).\(file.minorVersion)")
        for entry in file.entries {
            guard budget.take(min(entry.size, content.count)) else {
                analysis.note("warning", "streams overlap; not all of them were read")
                break
            }
            let bytes = file.content(of: entry)
            analysis.add(
                "directory", text: entry.path,
                [
                    "md5": .string(entry.kind == .stream ? Digest.md5(bytes) : ""), "size": .integer(Int64(entry.size)),
                    "create_time": .string(HostileText.date(fileTime: entry.created) ?? ""),
                    "mod_time": .string(HostileText.date(fileTime: entry.modified) ?? ""),
                    "kind": .string("\(entry.kind)"), "class_id": .string(Hexadecimal.encode(entry.classID)),
                ])
            for section in entry.kind == .stream ? PropertySet(bytes)?.sections ?? [] : [] {
                for property in section.properties {
                    analysis.add(
                        "doc_meta", text: section.name, ["name": .string(property.name), "value": .string(property.value)])
                }
            }
            if savesStreams, !bytes.isEmpty { analysis.add(file: entry.path, bytes) }
        }
        return analysis
    }
}
