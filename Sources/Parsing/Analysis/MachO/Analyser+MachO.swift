import Documents

extension Analyser {
    /// Headers of programs of macOS. Subtypes begin with `Entity` and the number of the program in the file.
    static let machoinfo = Analyser(
        description: AnalyserDescription(
            name: "machoinfo", version: "0.0.1", description: "Headers, load commands, segments and signatures of a Mach-O file.",
            supportedTypes: ["Sample"], content: .machO)
    ) { content, _ throws(ParsingError) in
        var analysis = Analysis()
        let entities = try MachOEntity.entities(of: content)
        var budget = Budget(content.count)
        for (index, entity) in entities.enumerated() { entity.addHeader(number: index, to: &analysis) }
        for (index, entity) in entities.enumerated() where !entity.isUniversal {
            for command in entity.commands { analysis.add("Entity \(index) - Commands", text: command.name) }
            entity.addLibraries("Entity \(index)", to: &analysis)
            entity.addSignature("Entity \(index)", budget: &budget, to: &analysis)
            entity.addVersions("Entity \(index)", to: &analysis)
            entity.addSegments("Entity \(index)", budget: &budget, to: &analysis)
            entity.addSymbols("Entity \(index)", to: &analysis)
        }
        return analysis
    }
}

extension MachOEntity {
    private static let maximumSections = 500
    private static let maximumSymbols = 5_000

    func addHeader(number: Int, to analysis: inout Analysis) {
        let magicName = isUniversal ? "FAT_MAGIC" : "MH_MAGIC"
        let processor = isUniversal ? "" : MachONames.word(file.u32(4) ?? 0, MachONames.processors)
        let subtype = isUniversal ? "" : String((file.u32(8) ?? 0) & 0xFF_FFFF)
        let flags = isUniversal ? 0 : file.u32(24) ?? 0
        analysis.add(
            "Headers", text: [magicName + (is64 ? "_64" : ""), processor, subtype].filter { !$0.isEmpty }.joined(separator: " "),
            [
                "entity": .integer(Int64(number)), "sub_files": .integer(Int64(innerCount)), "cpu_type": .string(processor),
                "cpu_subtype": .string(subtype),
                "filetype": .string(isUniversal ? "" : MachONames.word(file.u32(12) ?? 0, MachONames.types)),
                "flaglist": .string(
                    MachONames.flags.enumerated().filter { flags >> $0.offset & 1 == 1 }.map(\.element).joined(separator: ", ")),
                "commands": .integer(Int64(commands.count)),
            ])
    }

    func addLibraries(_ entity: String, to analysis: inout Analysis) {
        for command in commands {
            // The text begins where the command's first number says.
            let text = command.content.u32(8).flatMap { command.content.string($0) }.map { HostileText.of($0) } ?? ""
            if MachONames.texts.contains(command.name) {
                analysis.add("\(entity) - \(command.name)", text: text)
            } else if MachONames.libraries.contains(command.name) {
                analysis.add(
                    "\(entity) - \(command.name)", text: text,
                    [
                        "timestamp": .string(HostileText.date(command.content.u32(12) ?? 0)),
                        "current_version": .string(MachOEntity.version(command.content.u32(16) ?? 0)),
                        "compat_version": .string(MachOEntity.version(command.content.u32(20) ?? 0)),
                    ])
            }
        }
    }

    func addVersions(_ entity: String, to analysis: inout Analysis) {
        var details = Document()
        for command in commands {
            if command.name == "LC_UUID", let bytes = command.content.slice(8, 16) {
                details["uuid"] = .string(Hexadecimal.encode(bytes))
            } else if let offset = MachONames.versions[command.name], let system = command.content.u32(offset),
                let kit = command.content.u32(offset + 4)
            {
                details["os_ver"] = .string(MachOEntity.version(system))
                details["sdk_ver"] = .string(MachOEntity.version(kit))
            } else if command.name == "LC_SOURCE_VERSION", let number = command.content.u64(8) {
                let parts = [number >> 40] + [30, 20, 10, 0].map { number >> UInt64($0) & 0x3FF }
                details["source_version"] = .string(parts.map(String.init).joined(separator: "."))
            }
        }
        if !details.isEmpty { analysis.add("\(entity) - Version Info", text: details["uuid"]?.string ?? "", details) }
    }

    func addSegments(_ entity: String, budget: inout Budget, to analysis: inout Analysis) {
        var left = MachOEntity.maximumSections
        var segments: [Document] = []
        for command in commands where command.name == "LC_SEGMENT" || command.name == "LC_SEGMENT_64" {
            let isWide = command.name == "LC_SEGMENT_64"
            let name = command.content.slice(8, upTo: 16).prefix { $0 != 0 }
            guard let memory = isWide ? command.content.u64(32) : command.content.u32(28).map({ UInt64($0) }),
                let size = isWide ? command.content.u64(48) : command.content.u32(36).map({ UInt64($0) }),
                let count = command.content.u32(isWide ? 64 : 48)
            else { continue }
            for index in 0..<min(count, left) {
                let row = command.content.reader((isWide ? 72 : 56) + index * (isWide ? 80 : 68), upTo: isWide ? 80 : 68)
                guard row.count > 0 else { break }
                left -= 1
                addSection(row, isWide, "\(entity) - Segments section \(segments.count)", budget: &budget, to: &analysis)
            }
            segments.append([
                "segname": .string(name.isEmpty ? "NO_NAME" : HostileText.of(name)), "num_sections": .integer(Int64(count)),
                "filesize": .string(HostileText.hexadecimal(size)), "vmsize": .string(HostileText.hexadecimal(memory)),
            ])
        }
        for segment in segments {
            let name = segment["segname"]?.string ?? ""
            analysis.add("\(entity) - Segments", text: "\(name) - \(segment["num_sections"]?.integer ?? 0)", segment)
        }
    }

    private func addSection(_ row: ByteReader, _ isWide: Bool, _ subtype: String, budget: inout Budget, to analysis: inout Analysis) {
        guard let address = isWide ? row.u64(32) : row.u32(32).map({ UInt64($0) }), let size = isWide ? row.place64(40) : row.u32(36),
            let offset = row.u32(isWide ? 48 : 40), let flags = row.u32(isWide ? 64 : 56)
        else { return }
        var details: Document = [
            "addr": .string(HostileText.hexadecimal(address)), "size": .integer(Int64(size)), "offset": .integer(Int64(offset)),
            "type": .string(MachONames.word(flags & 0xFF, MachONames.sectionTypes)),
            "flaglist": .string(MachONames.attributes.filter { flags & $0.bit != 0 }.map(\.name).joined(separator: ", ")),
        ]
        // Sections filled with zeros have no bytes in the file.
        let content = [1, 12, 18].contains(flags & 0xFF) ? [] : file.slice(offset, upTo: size)
        if budget.take(content.count) { details["md5"] = .string(Digest.md5(content)) }
        analysis.add(subtype, text: HostileText.of(row.slice(0, upTo: 16).prefix { $0 != 0 }), details)
    }

    func addSymbols(_ entity: String, to analysis: inout Analysis) {
        guard let command = commands.first(where: { $0.name == "LC_SYMTAB" }), let offset = command.content.u32(8),
            let count = command.content.u32(12), let textOffset = command.content.u32(16), let textSize = command.content.u32(20)
        else { return }
        let texts = file.reader(textOffset, upTo: textSize)
        let width = is64 ? 16 : 12
        for index in 0..<min(count, MachOEntity.maximumSymbols) {
            let row = offset + index * width
            guard let name = file.u32(row), let type = file.u8(row + 4) else { return }
            let isDebugging = type & 0xE0 != 0
            analysis.add(
                "\(entity) - LC_SYMTAB", text: texts.string(name, limit: 1_024).map { HostileText.of($0) } ?? "",
                [
                    "Stab type": .string(isDebugging ? HostileText.hexadecimal(type) : "Not stab"),
                    "Limited Global Scope": .string(type & 0x10 != 0 ? "Set" : "Not set"),
                    "Type": .string(isDebugging ? "Not set" : MachONames.word(type & 0x0E, MachONames.symbolTypes)),
                    "External": .string(type & 1 != 0 ? "Set" : "Not set"),
                ])
        }
        if count > MachOEntity.maximumSymbols { analysis.note("warning", "left out: more than \(MachOEntity.maximumSymbols) symbols") }
    }
}
