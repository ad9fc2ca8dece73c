import Documents

extension PEImage {
    /// A function that the loader has to find.
    struct Import {
        let library: ArraySlice<UInt8>
        /// Nil where it is asked for by number.
        let name: ArraySlice<UInt8>?
        let ordinal: Int?
    }

    private static let maximumLibraries = 1_000
    private static let maximumImports = 20_000

    /// All functions, in the order of the import table.
    func imports() -> [Import] {
        guard let table = directory(.imports) else { return [] }
        var imports: [Import] = []
        for index in 0..<PEImage.maximumLibraries {
            let entry = table.address + index * 20
            guard let names = u32(at: entry), let library = u32(at: entry + 12), let addresses = u32(at: entry + 16), library != 0,
                let libraryName = name(at: library, limit: 256)
            else { break }
            // Old linkers fill in only one of the two tables.
            addFunctions(of: libraryName, listedAt: names != 0 ? names : addresses, to: &imports)
            if imports.count >= PEImage.maximumImports { break }
        }
        return imports
    }

    private func addFunctions(of library: ArraySlice<UInt8>, listedAt table: Int, to imports: inout [Import]) {
        var address = table
        while imports.count < PEImage.maximumImports, let entry = word(at: address), entry != 0 {
            address += wordSize
            if entry >> UInt64(wordSize * 8 - 1) == 1 {
                imports.append(Import(library: library, name: nil, ordinal: Int(entry & 0xFFFF)))
            } else if entry <= UInt64(UInt32.max), let name = name(at: Int(entry) + 2), !name.isEmpty {
                imports.append(Import(library: library, name: name, ordinal: nil))
            }
        }
    }

    /// The names of all imports in their order and in lower case, whose digests tell variants of a program; nil without imports.
    static func importText(of imports: [Import]) -> [UInt8]? {
        guard !imports.isEmpty else { return nil }
        var text: [UInt8] = []
        for function in imports {
            if !text.isEmpty { text.append(UInt8(ascii: ",")) }
            let library = lowerCased(function.library)
            text +=
                [".dll", ".sys", ".ocx"].contains { library.reversed().starts(with: $0.utf8.reversed()) } ? library.dropLast(4) : library
            text.append(UInt8(ascii: "."))
            text += function.name.map(lowerCased) ?? Array(ordinalName(function.ordinal ?? 0, of: HostileText.latin1(library)).utf8)
        }
        return text
    }

    private static func ordinalName(_ ordinal: Int, of library: String) -> String {
        OrdinalNames.name(of: ordinal, in: library)?.lowercased() ?? "ord\(ordinal)"
    }

    private static func lowerCased(_ bytes: ArraySlice<UInt8>) -> [UInt8] { bytes.map { 0x41...0x5A ~= $0 ? $0 + 0x20 : $0 } }

    /// Entries `pe_import` and `imphash`.
    func addImports(to analysis: inout Analysis) {
        let imports = imports()
        for function in imports {
            let library = HostileText.of(function.library)
            let ordinal = function.ordinal.map(String.init) ?? "None"
            let known = function.ordinal.flatMap { OrdinalNames.name(of: $0, in: library.lowercased()) }
            analysis.add(
                "pe_import", text: function.name.map { HostileText.of($0) } ?? known ?? "\(library)#\(ordinal)",
                ["dll": .string(library), "ordinal": .string(ordinal)])
        }
        guard let text = PEImage.importText(of: imports) else { return }
        let hash = Digest.md5(text)
        analysis.add("imphash", text: hash, ["import_hash": .string(hash)])
    }
}
