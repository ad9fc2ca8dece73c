import Documents

extension Analyser {
    /// Headers of portable executables. Beyond the catalogue there are `pe_header`, a field's name with its `value`, and
    /// `pe_overlay`, what lies after the last section.
    static let peinfo = Analyser(
        description: AnalyserDescription(
            name: "peinfo", version: "1.1.5", description: "Headers, sections, imports and resources of a Windows program.",
            supportedTypes: ["Sample"], content: .pe, config: ["resource": false])
    ) { content, config throws(ParsingError) in
        var analysis = Analysis()
        let image = try PEImage(content)
        image.addHeader(to: &analysis)
        image.addSections(to: &analysis)
        image.addResources(to: &analysis, asFiles: config["resource"]?.boolean ?? false)
        image.addDebugEntries(to: &analysis)
        image.addCallbacks(to: &analysis)
        image.addRichHeader(to: &analysis)
        // The long lists last, so that they are what a limit cuts.
        image.addImports(to: &analysis)
        image.addExports(to: &analysis)
        return analysis
    }
}

extension PEImage {
    /// Fields of two and four bytes: name, offset from the file header, bytes.
    private static let fields: [(name: String, offset: Int, size: Int)] = [
        ("Machine", 0, 2), ("NumberOfSections", 2, 2), ("PointerToSymbolTable", 8, 4), ("NumberOfSymbols", 12, 4),
        ("Characteristics", 18, 2), ("Magic", 20, 2), ("SizeOfCode", 24, 4), ("AddressOfEntryPoint", 36, 4), ("SectionAlignment", 52, 4),
        ("FileAlignment", 56, 4), ("SizeOfImage", 76, 4), ("SizeOfHeaders", 80, 4), ("CheckSum", 84, 4), ("Subsystem", 88, 2),
        ("DllCharacteristics", 90, 2),
    ]

    func addHeader(to analysis: inout Analysis) {
        for field in PEImage.fields {
            let value = field.size == 2 ? file.u16(headerOffset + field.offset) : file.u32(headerOffset + field.offset)
            guard let value else { continue }
            analysis.add("pe_header", text: field.name, ["value": .string(HostileText.hexadecimal(value))])
        }
        analysis.add("pe_header", "ImageBase", ["value": .string(HostileText.hexadecimal(imageBase))])
        guard let time = file.u32(headerOffset + 4) else { return }
        analysis.add("pe_timestamp", text: HostileText.date(time), ["raw": .integer(Int64(time))])
    }

    /// Entries `pe_section` and `pe_overlay`. Sections may lie on top of each other, so the bytes that are digested are limited.
    func addSections(to analysis: inout Analysis) {
        var budget = Budget(file.count)
        var end = 0
        var isCut = false
        for section in sections {
            let content = content(of: section)
            var details: Document = [
                "virt_address": .string(HostileText.hexadecimal(section.virtualAddress)),
                "virt_size": .integer(Int64(section.virtualSize)), "size": .integer(Int64(section.rawSize)),
                "characteristics": .string(HostileText.hexadecimal(section.characteristics)),
            ]
            if budget.take(content.count) {
                details["md5"] = .string(Digest.md5(content))
                details["entropy"] = .double(content.isEmpty ? 0 : Analyser.bitsPerByte(content))
            } else {
                isCut = true
            }
            analysis.add("pe_section", text: section.name.isEmpty ? "NULL" : HostileText.of(section.name), details)
            if !content.isEmpty { end = max(end, content.endIndex - file.bytes.startIndex) }
        }
        if isCut { analysis.note("warning", "sections overlap; not all of them were digested") }
        let overlay = file.slice(end, upTo: file.count)
        guard end > 0, !overlay.isEmpty else { return }
        analysis.add(
            "pe_overlay", text: Digest.md5(overlay), ["offset": .integer(Int64(end)), "size": .integer(Int64(overlay.count))])
    }
}
