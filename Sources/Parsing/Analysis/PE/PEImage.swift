/// The headers and the section table of a portable executable, and where its addresses lie in the file.
struct PEImage {
    /// A section as its table says.
    struct Section {
        /// Without the zeros that fill it up.
        let name: ArraySlice<UInt8>
        let virtualSize: Int
        let virtualAddress: Int
        let rawSize: Int
        let rawOffset: Int
        let characteristics: Int
    }

    /// A data directory, by its place in the table.
    enum Directory: Int {
        case exports = 0
        case imports = 1
        case resources = 2
        case certificates = 4
        case debug = 6
        case threadStorage = 9
    }

    private static let maximumSections = 512
    private static let maximumDirectories = 16

    let file: ByteReader
    /// Where `PE\0\0` stands.
    let signatureOffset: Int
    /// Whether addresses have 64 bits.
    let is64: Bool
    let sections: [Section]
    private let directories: [(address: Int, size: Int)]

    /// Where the file header and the optional header begin.
    var headerOffset: Int { signatureOffset + 4 }
    var optionalOffset: Int { signatureOffset + 24 }

    /// Throws where there is no such file at all.
    init(_ content: [UInt8]) throws(ParsingError) {
        let file = ByteReader(content)
        guard file.starts(with: Array("MZ".utf8)), let signature = file.u32(0x3C), file.starts(with: Array("PE\0\0".utf8), at: signature),
            let sectionCount = file.u16(signature + 6), let optionalSize = file.u16(signature + 20), let magic = file.u16(signature + 24)
        else { throw ParsingError("it is no PE file") }
        self.file = file
        signatureOffset = signature
        is64 = magic == 0x20B
        let table = signature + 24 + (magic == 0x20B ? 108 : 92)
        directories = (0..<min(file.u32(table) ?? 0, PEImage.maximumDirectories)).compactMap { index in
            guard let address = file.u32(table + 4 + index * 8), let size = file.u32(table + 8 + index * 8) else { return nil }
            return (address, size)
        }
        sections = (0..<min(sectionCount, PEImage.maximumSections)).compactMap { index in
            PEImage.section(in: file, at: signature + 24 + optionalSize + index * 40)
        }
    }

    private static func section(in file: ByteReader, at offset: Int) -> Section? {
        guard let name = file.slice(offset, 8), let virtualSize = file.u32(offset + 8), let virtualAddress = file.u32(offset + 12),
            let rawSize = file.u32(offset + 16), let rawOffset = file.u32(offset + 20), let characteristics = file.u32(offset + 36)
        else { return nil }
        let end = name.lastIndex { $0 != 0 }.map { $0 + 1 } ?? name.startIndex
        return Section(
            name: name[..<end], virtualSize: virtualSize, virtualAddress: virtualAddress, rawSize: rawSize, rawOffset: rawOffset,
            characteristics: characteristics)
    }

    /// A data directory; nil where it is missing or empty.
    func directory(_ directory: Directory) -> (address: Int, size: Int)? {
        guard directory.rawValue < directories.count, directories[directory.rawValue].address > 0 else { return nil }
        return directories[directory.rawValue]
    }

    /// Where the image wants to lie.
    var imageBase: UInt64 {
        if is64 { file.u64(optionalOffset + 24) ?? 0 } else { UInt64(file.u32(optionalOffset + 28) ?? 0) }
    }

    /// The bytes of a section in the file, as many of them as there are.
    func content(of section: Section) -> ArraySlice<UInt8> { file.slice(start(of: section), upTo: section.rawSize) }

    /// Where the loader finds it: rounded down to what a sector was, except in files that are packed closer than that.
    private func start(of section: Section) -> Int {
        (file.u32(optionalOffset + 36) ?? 0) < 0x200 ? section.rawOffset : section.rawOffset / 0x200 * 0x200
    }

    /// Where in the file an address relative to the image's base lies.
    func offset(of address: Int) -> Int? {
        for section in sections {
            let distance = address - section.virtualAddress
            guard distance >= 0, distance < max(section.virtualSize, section.rawSize) else { continue }
            return distance < section.rawSize ? start(of: section) + distance : nil
        }
        // The headers lie in memory as they do in the file.
        return address < (sections.map(\.virtualAddress).min() ?? .max) ? address : nil
    }

    /// The bytes from an address on, of one section, as many of them as there are.
    func bytes(at address: Int, upTo count: Int) -> ArraySlice<UInt8> {
        offset(of: address).map { file.slice($0, upTo: count) } ?? []
    }

    /// A number of four bytes at an address.
    func u32(at address: Int) -> Int? { offset(of: address).flatMap { file.u32($0) } }

    /// A number of two bytes at an address.
    func u16(at address: Int) -> Int? { offset(of: address).flatMap { file.u16($0) } }

    /// An address of the image's own width.
    func word(at address: Int) -> UInt64? {
        guard let offset = offset(of: address) else { return nil }
        return is64 ? file.u64(offset) : file.u32(offset).map { UInt64($0) }
    }

    /// Bytes of a word.
    var wordSize: Int { is64 ? 8 : 4 }

    /// A name up to its zero.
    func name(at address: Int, limit: Int = 1_024) -> ArraySlice<UInt8>? {
        offset(of: address).flatMap { file.string($0, limit: limit) }
    }

    /// Relative to the base; nil where it lies before the base or far from it.
    func relative(_ address: UInt64) -> Int? {
        guard address >= imageBase, address - imageBase <= UInt64(UInt32.max) else { return nil }
        return Int(address - imageBase)
    }
}
