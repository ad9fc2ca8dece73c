import Documents

extension Analyser {
    /// Headers of programs of Unix. The catalogue has no such service; the subtypes are `elf_header`, a field's name with its
    /// `value`; `elf_segment`, `elf_section`, `elf_dynamic` and `elf_symbol` with their columns.
    static let elfinfo = Analyser(
        description: AnalyserDescription(
            name: "elfinfo", version: "1.0.0", description: "Headers, sections, libraries and symbols of an ELF file.",
            supportedTypes: ["Sample"], content: .elf)
    ) { content, _ throws(ParsingError) in
        var analysis = Analysis()
        let file = try ELFFile(content)
        file.addHeader(to: &analysis)
        file.addSegments(to: &analysis)
        file.addSections(to: &analysis)
        file.addDynamic(to: &analysis)
        file.addSymbols(to: &analysis)
        return analysis
    }
}

extension ELFFile {
    private static let maximumSymbols = 8_000
    private static let maximumTags = 500

    func addHeader(to analysis: inout Analysis) {
        func add(_ name: String, _ value: String?) {
            if let value { analysis.add("elf_header", text: name, ["value": .string(value)]) }
        }
        add("Class", is64 ? "ELF64" : "ELF32")
        add("Data", file.order == .little ? "little endian" : "big endian")
        add("OS/ABI", file.u8(7).map { ELFNames.word($0, ELFNames.systems) })
        add("Type", file.u16(16).map { ELFNames.word($0, ELFNames.types) })
        add("Machine", file.u16(18).map { ELFNames.word($0, ELFNames.machines) })
        add("Entry", ELFFile.address(file, 24, 24, is64).map { HostileText.hexadecimal($0) })
        add("Flags", file.u32(is64 ? 48 : 36).map { HostileText.hexadecimal($0) })
    }

    func addSegments(to analysis: inout Analysis) {
        for segment in segments {
            var details: Document = [
                "offset": .string(HostileText.hexadecimal(segment.offset)), "file_size": .integer(Int64(segment.fileSize)),
                "virt_address": .string(HostileText.hexadecimal(segment.virtualAddress)),
                "phys_address": .string(HostileText.hexadecimal(segment.physicalAddress)),
                "memory_size": .string(HostileText.hexadecimal(segment.memorySize)),
                "flags": .string([(4, "R"), (2, "W"), (1, "E")].filter { segment.flags & $0.0 != 0 }.map(\.1).joined()),
            ]
            if segment.type == ELFNames.interpreter, let path = file.string(segment.offset) {
                details["interpreter"] = .string(HostileText.of(path))
            }
            analysis.add("elf_segment", text: ELFNames.word(segment.type, ELFNames.segmentTypes), details)
        }
    }

    func addSections(to analysis: inout Analysis) {
        var budget = Budget(file.count)
        for section in sections {
            var details: Document = [
                "type": .string(ELFNames.word(section.type, ELFNames.sectionTypes)),
                "flags": .string(HostileText.hexadecimal(section.flags)), "offset": .string(HostileText.hexadecimal(section.offset)),
                "virt_address": .string(HostileText.hexadecimal(section.address)), "size": .integer(Int64(section.size)),
            ]
            let content = content(of: section)
            if !content.isEmpty, budget.take(content.count) {
                details["md5"] = .string(Digest.md5(content))
                details["entropy"] = .double(Analyser.bitsPerByte(content))
            }
            analysis.add("elf_section", text: section.name.isEmpty ? "NULL" : HostileText.of(section.name), details)
        }
    }

    /// What the loader needs; found through the segments, since the sections may be gone.
    func addDynamic(to analysis: inout Analysis) {
        guard let segment = segments.first(where: { $0.type == ELFNames.dynamic }) else { return }
        let table = file.reader(segment.offset, upTo: segment.fileSize)
        let width = is64 ? 8 : 4
        var entries: [(tag: Int, value: UInt64)] = []
        for index in 0..<ELFFile.maximumTags {
            guard let tag = ELFFile.word(table, index * 2 * width, index * 2 * width, is64), tag != 0,
                let value = ELFFile.address(table, (index * 2 + 1) * width, (index * 2 + 1) * width, is64)
            else { break }
            entries.append((tag, value))
        }
        let texts = entries.first { ELFNames.tags[$0.tag] == "STRTAB" }.flatMap { offset(of: $0.value) }
        for entry in entries {
            var value = HostileText.hexadecimal(entry.value)
            if ELFNames.textTags.contains(entry.tag), let texts, entry.value < UInt64(UInt32.max),
                let text = file.string(texts + Int(entry.value), limit: 1_024)
            {
                value = HostileText.of(text)
            }
            analysis.add("elf_dynamic", text: ELFNames.word(entry.tag, ELFNames.tags), ["value": .string(value)])
        }
    }

    /// The symbols that are linked at run time first.
    func addSymbols(to analysis: inout Analysis) {
        var left = ELFFile.maximumSymbols
        for section in sections.sorted(by: { $0.type > $1.type }) {
            guard let name = ELFNames.symbolTables[section.type], section.link < sections.count else { continue }
            let table = file.reader(section.offset, upTo: section.size)
            let texts = file.reader(sections[section.link].offset, upTo: sections[section.link].size)
            let width = is64 ? 24 : 16
            // The first one is empty by definition.
            for index in 1..<max(2, table.count / width) where index < table.count / width {
                guard left > 0 else { return analysis.note("warning", "left out: more than \(ELFFile.maximumSymbols) symbols") }
                left -= 1
                addSymbol(table.reader(index * width, upTo: width), texts, table: name, to: &analysis)
            }
        }
    }

    private func addSymbol(_ row: ByteReader, _ texts: ByteReader, table: String, to analysis: inout Analysis) {
        guard let name = row.u32(0), let info = row.u8(is64 ? 4 : 12), let other = row.u8(is64 ? 5 : 13),
            let index = row.u16(is64 ? 6 : 14), let value = ELFFile.address(row, 4, 8, is64), let size = ELFFile.address(row, 8, 16, is64)
        else { return }
        analysis.add(
            "elf_symbol", text: texts.string(name, limit: 1_024).map { HostileText.of($0) } ?? "",
            [
                "table": .string(table), "value": .string(HostileText.hexadecimal(value)), "size": .string(HostileText.hexadecimal(size)),
                "type": .string(ELFNames.word(info & 15, ELFNames.symbolTypes)),
                "bind": .string(ELFNames.word(info >> 4, ELFNames.bindings)), "visibility": .string(ELFNames.visibilities[other & 3]),
                "section": .string(ELFNames.indexes[index] ?? String(index)),
            ])
    }
}
