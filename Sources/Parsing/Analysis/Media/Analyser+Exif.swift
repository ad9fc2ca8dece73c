import Documents

extension Analyser {
    /// Fields of pictures: `Metadata`, the field's name as exiftool has it, with its `Value` as exiftool prints it with `-n`.
    static let exiftool = Analyser(
        description: AnalyserDescription(
            name: "exiftool", version: "1.0", description: "Metadata of JPEG, PNG, GIF and TIFF pictures.",
            supportedTypes: ["Sample"], content: .picture)
    ) { content, _ throws(ParsingError) in
        var analysis = Analysis()
        for field in try ImageMetadata(content).fields { analysis.add("Metadata", text: field.name, ["Value": .string(field.value)]) }
        return analysis
    }
}
