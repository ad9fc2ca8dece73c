/// A compound file: a file system of streams and storages inside of a file (MS-CFB). Every chain of sectors is followed at most
/// as long as the file can hold one.
struct CompoundFile {
    /// A row of the directory.
    struct Entry {
        enum Kind: Int {
            case storage = 1
            case stream = 2
            case root = 5
        }
        /// With the storages that it lies in, separated by `/`.
        let path: String
        let kind: Kind
        let start: Int
        let size: Int
        let created: UInt64
        let modified: UInt64
        /// The class of the storage, 16 bytes.
        let classID: ArraySlice<UInt8>
    }

    private struct Row {
        let name: String
        let kind: Entry.Kind
        let left, right, child: Int
        let start, size: Int
        let created, modified: UInt64
        let classID: ArraySlice<UInt8>
    }

    static let signature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    private static let maximumEntries = 4_000
    private static let maximumDepth = 32
    private static let lastSector = 0xFFFF_FFFA

    let majorVersion: Int
    let minorVersion: Int
    /// In the order of the directory's rows.
    let entries: [Entry]
    private let file: ByteReader
    private let sectorSize: Int
    private let smallSectorSize: Int
    private let smallLimit: Int
    private let chains: [UInt32]
    private let smallChains: [UInt32]
    private let smallStream: [UInt8]

    /// Throws where it is no such file.
    init(_ content: [UInt8]) throws(ParsingError) {
        let file = ByteReader(content)
        guard file.starts(with: CompoundFile.signature), let minor = file.u16(24), let major = file.u16(26), let shift = file.u16(30),
            let smallShift = file.u16(32), let directoryStart = file.u32(48), let smallLimit = file.u32(56),
            let smallStart = file.u32(60), shift == 9 || shift == 12, 4...shift ~= smallShift
        else { throw ParsingError("it is no compound file") }
        self.file = file
        majorVersion = major
        minorVersion = minor
        sectorSize = 1 << shift
        smallSectorSize = 1 << smallShift
        self.smallLimit = smallLimit
        let chains = CompoundFile.chains(of: file, sectorSize: 1 << shift)
        self.chains = chains
        func follow(_ start: Int) -> [UInt8] {
            CompoundFile.follow(start, chains, file, sectorSize: 1 << shift, base: 1 << shift, limit: file.count)
        }
        smallChains = CompoundFile.numbers(in: follow(smallStart))
        let rows = CompoundFile.rows(in: ByteReader(follow(directoryStart)), hasWideSizes: major > 3)
        // The first row is the root, whose stream holds the small streams.
        let root = rows.first ?? nil
        smallStream = root.map { follow($0.start) } ?? []
        entries = CompoundFile.entries(of: rows)
    }

    /// The table of sectors that follow each other, put together from the sectors that the head and its continuation list.
    private static func chains(of file: ByteReader, sectorSize: Int) -> [UInt32] {
        var sectors = (0..<109).compactMap { file.u32(76 + $0 * 4) }.filter { $0 < lastSector }
        var next = file.u32(68) ?? lastSector
        let perSector = sectorSize / 4 - 1
        var left = file.count / sectorSize
        while next < lastSector, left > 0 {
            let sector = file.reader((next + 1) * sectorSize, upTo: sectorSize)
            sectors += (0..<perSector).compactMap { sector.u32($0 * 4) }.filter { $0 < lastSector }
            next = sector.u32(perSector * 4) ?? lastSector
            left -= 1
        }
        return sectors.prefix(file.count / sectorSize + 1)
            .flatMap { numbers(in: Array(file.slice(($0 + 1) * sectorSize, upTo: sectorSize))) }
    }

    private static func numbers(in bytes: [UInt8]) -> [UInt32] {
        let reader = ByteReader(bytes)
        return stride(from: 0, to: bytes.count - 3, by: 4).compactMap { reader.u32($0) }.map { UInt32($0) }
    }

    /// The bytes of a chain, at most so many. A loop ends there, too.
    private static func follow(
        _ start: Int, _ chains: [UInt32], _ file: ByteReader, sectorSize: Int, base: Int, limit: Int
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        var sector = start
        while sector < lastSector, bytes.count < limit {
            let piece = file.slice(base + sector * sectorSize, upTo: sectorSize)
            if piece.isEmpty { break }
            bytes.append(contentsOf: piece)
            guard sector < chains.count else { break }
            sector = Int(chains[sector])
        }
        return bytes.count > limit ? Array(bytes.prefix(limit)) : bytes
    }

    /// Rows that hold nothing are nil, so that numbers stay places.
    private static func rows(in directory: ByteReader, hasWideSizes: Bool) -> [Row?] {
        (0..<min(directory.count / 128, maximumEntries)).map { index in
            let row = directory.reader(index * 128, upTo: 128)
            guard let kind = row.u8(66).flatMap(Entry.Kind.init), let nameLength = row.u16(64), let left = row.u32(68),
                let right = row.u32(72), let child = row.u32(76), let created = row.u64(100), let modified = row.u64(108),
                let start = row.u32(116), let size = hasWideSizes ? row.place64(120) : row.u32(120), let classID = row.slice(80, 16)
            else { return nil }
            return Row(
                name: HostileText.utf16(row.slice(0, upTo: min(nameLength, 64))), kind: kind, left: left, right: right, child: child,
                start: start, size: size, created: created, modified: modified, classID: classID)
        }
    }

    /// The rows with their paths; one that no storage leads to stands under its own name.
    private static func entries(of rows: [Row?]) -> [Entry] {
        var paths = [String?](repeating: nil, count: rows.count)
        var pending: [(row: Int, parent: String, depth: Int)] = [(0, "", 0)]
        while let next = pending.popLast() {
            guard next.row < rows.count, let row = rows[next.row], paths[next.row] == nil else { continue }
            let path = next.row == 0 ? row.name : next.parent + row.name
            paths[next.row] = path
            if next.row != 0 { pending += [(row.left, next.parent, next.depth), (row.right, next.parent, next.depth)] }
            if row.kind != .stream, next.depth < maximumDepth {
                pending.append((row.child, next.row == 0 ? "" : path + "/", next.depth + 1))
            }
        }
        return zip(rows, paths).compactMap { row, path in
            guard let row else { return nil }
            return Entry(
                path: path ?? row.name, kind: row.kind, start: row.start, size: row.size, created: row.created, modified: row.modified,
                classID: row.classID)
        }
    }

    /// The bytes of a stream, as many of them as there are.
    func content(of entry: Entry) -> [UInt8] {
        guard entry.kind == .stream else { return [] }
        if entry.size < smallLimit {
            return CompoundFile.follow(
                entry.start, smallChains, ByteReader(smallStream), sectorSize: smallSectorSize, base: 0,
                limit: min(entry.size, smallStream.count))
        }
        return CompoundFile.follow(
            entry.start, chains, file, sectorSize: sectorSize, base: sectorSize, limit: min(entry.size, file.count))
    }
}
