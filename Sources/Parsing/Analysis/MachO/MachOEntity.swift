/// One program of a Mach-O file: the file itself, or one of those that a universal file holds.
struct MachOEntity {
    /// A load command.
    struct Command {
        let name: String
        /// The whole command, its head included.
        let content: ByteReader
    }

    private static let maximumCommands = 1_000
    private static let maximumEntities = 32

    /// Number of programs inside, for the head of a universal file.
    let innerCount: Int
    /// From its own start on.
    let file: ByteReader
    let magic: Int
    let is64: Bool
    let commands: [Command]

    /// Whether it is only the head of a universal file.
    var isUniversal: Bool { innerCount > 0 }

    /// The head of a universal file and the programs in it, or the one program.
    static func entities(of content: [UInt8]) throws(ParsingError) -> [MachOEntity] {
        let file = ByteReader(content, .big)
        guard let magic = file.u32(0) else { throw ParsingError("it is no Mach-O file") }
        guard magic == MachONames.fat || magic == MachONames.fat64 else {
            guard let entity = MachOEntity(file.bytes) else { throw ParsingError("it is no Mach-O file") }
            return [entity]
        }
        let count = min(file.u32(4) ?? 0, maximumEntities)
        // Compiled Java begins alike; its version stands where the count does.
        guard count > 0, (file.u32(4) ?? 0) <= maximumEntities else { throw ParsingError("it is no Mach-O file") }
        let isWide = magic == MachONames.fat64
        let inner = (0..<count).compactMap { index -> MachOEntity? in
            let row = 8 + index * (isWide ? 32 : 20)
            guard let offset = isWide ? file.place64(row + 8) : file.u32(row + 8),
                let size = isWide ? file.place64(row + 16) : file.u32(row + 12)
            else { return nil }
            return MachOEntity(file.slice(offset, upTo: size))
        }
        return [MachOEntity(headOf: file, magic: magic, count: count)] + inner
    }

    private init(headOf file: ByteReader, magic: Int, count: Int) {
        innerCount = count
        self.file = file
        self.magic = magic
        is64 = magic == MachONames.fat64
        commands = []
    }

    private init?(_ content: ArraySlice<UInt8>) {
        var file = ByteReader(content, .little)
        guard let first = file.u32(0) else { return nil }
        if first == 0xCEFA_EDFE || first == 0xCFFA_EDFE { file.order = .big }
        guard let magic = file.u32(0), magic == 0xFEED_FACE || magic == 0xFEED_FACF else { return nil }
        is64 = magic == 0xFEED_FACF
        self.magic = magic
        self.file = file
        innerCount = 0
        var commands: [Command] = []
        var offset = magic == 0xFEED_FACF ? 32 : 28
        for _ in 0..<min(file.u32(16) ?? 0, MachOEntity.maximumCommands) {
            guard let number = file.u32(offset), let size = file.u32(offset + 4), size >= 8 else { break }
            commands.append(Command(name: MachONames.word(number, MachONames.commands), content: file.reader(offset, upTo: size)))
            offset += size
        }
        self.commands = commands
    }

    /// A place as wide as the program's addresses.
    func word(_ reader: ByteReader, _ narrow: Int, _ wide: Int) -> Int? { is64 ? reader.place64(wide) : reader.u32(narrow) }

    /// `1.2.3` of a packed version.
    static func version(_ number: Int) -> String { "\(number >> 16).\(number >> 8 & 0xFF).\(number & 0xFF)" }
}
