/// The headers of an ELF file and its tables.
struct ELFFile {
    /// A row of the section table.
    struct Section {
        var name: ArraySlice<UInt8> = []
        let nameOffset: Int
        let type: Int
        let flags: UInt64
        let address: UInt64
        let offset: Int
        let size: Int
        let link: Int
        let entrySize: Int
    }

    /// A row of the program header table.
    struct Segment {
        let type: Int
        let flags: Int
        let offset: Int
        let virtualAddress: UInt64
        let physicalAddress: UInt64
        let fileSize: Int
        let memorySize: UInt64
    }

    private static let maximumRows = 2_000

    let file: ByteReader
    let is64: Bool
    let sections: [Section]
    let segments: [Segment]

    /// Throws where it is no such file.
    init(_ content: [UInt8]) throws(ParsingError) {
        guard content.count >= 52, content.starts(with: [0x7F, 0x45, 0x4C, 0x46]), 1...2 ~= content[4], 1...2 ~= content[5] else {
            throw ParsingError("it is no ELF file")
        }
        let file = ByteReader(content, content[5] == 1 ? .little : .big)
        let is64 = content[4] == 2
        self.file = file
        self.is64 = is64
        segments = ELFFile.rows(file, table: ELFFile.word(file, 28, 32, is64), size: 54, count: 56, is64) {
            ELFFile.segment(file, $0, is64)
        }
        var sections = ELFFile.rows(file, table: ELFFile.word(file, 32, 40, is64), size: 58, count: 60, is64) {
            ELFFile.section(file, $0, is64)
        }
        if let names = file.u16(is64 ? 62 : 50), names < sections.count {
            let table = file.reader(sections[names].offset, upTo: sections[names].size)
            for index in sections.indices { sections[index].name = table.string(sections[index].nameOffset, limit: 256) ?? [] }
        }
        self.sections = sections
    }

    /// A place at one of two offsets, as wide as the file's class.
    static func word(_ file: ByteReader, _ narrow: Int, _ wide: Int, _ is64: Bool) -> Int? {
        is64 ? file.place64(wide) : file.u32(narrow)
    }

    /// Rows of a table; offsets of size and count are those of 64 bits, 12 less for 32.
    private static func rows<Row>(
        _ file: ByteReader, table: Int?, size: Int, count: Int, _ is64: Bool, _ row: (Int) -> Row?
    ) -> [Row] {
        guard let table, table > 0, let size = file.u16(size - (is64 ? 0 : 12)), size > 0, let count = file.u16(count - (is64 ? 0 : 12))
        else { return [] }
        return (0..<min(count, maximumRows)).compactMap { row(table + $0 * size) }
    }

    private static func segment(_ file: ByteReader, _ start: Int, _ is64: Bool) -> Segment? {
        guard let type = file.u32(start), let flags = file.u32(start + (is64 ? 4 : 24)),
            let offset = word(file, start + 4, start + 8, is64), let virtual = address(file, start + 8, start + 16, is64),
            let physical = address(file, start + 12, start + 24, is64), let fileSize = word(file, start + 16, start + 32, is64),
            let memorySize = address(file, start + 20, start + 40, is64)
        else { return nil }
        return Segment(
            type: type, flags: flags, offset: offset, virtualAddress: virtual, physicalAddress: physical, fileSize: fileSize,
            memorySize: memorySize)
    }

    private static func section(_ file: ByteReader, _ start: Int, _ is64: Bool) -> Section? {
        guard let name = file.u32(start), let type = file.u32(start + 4), let flags = address(file, start + 8, start + 8, is64),
            let address = address(file, start + 12, start + 16, is64), let offset = word(file, start + 16, start + 24, is64),
            let size = word(file, start + 20, start + 32, is64), let link = file.u32(start + (is64 ? 40 : 24)),
            let entrySize = word(file, start + 36, start + 56, is64)
        else { return nil }
        return Section(
            nameOffset: name, type: type, flags: flags, address: address, offset: offset, size: size, link: link, entrySize: entrySize)
    }

    static func address(_ file: ByteReader, _ narrow: Int, _ wide: Int, _ is64: Bool) -> UInt64? {
        is64 ? file.u64(wide) : file.u32(narrow).map { UInt64($0) }
    }

    /// The bytes of a section in the file; empty for one that only takes room in memory.
    func content(of section: Section) -> ArraySlice<UInt8> {
        section.type == ELFNames.noBits ? [] : file.slice(section.offset, upTo: section.size)
    }

    /// Where an address of memory lies in the file.
    func offset(of address: UInt64) -> Int? {
        for segment in segments where segment.type == ELFNames.load && address >= segment.virtualAddress {
            let distance = address - segment.virtualAddress
            if distance < UInt64(segment.fileSize) { return segment.offset + Int(distance) }
        }
        return nil
    }
}
