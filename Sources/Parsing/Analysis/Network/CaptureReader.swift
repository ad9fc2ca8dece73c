/// The packets of a capture in the form of pcap or pcapng. A damaged length ends the reading.
struct CaptureReader: Sequence {
    /// A packet as it was written down.
    struct Packet {
        /// Since 1970.
        let microseconds: Int
        /// What stood on the wire, of which only a part may have been kept.
        let length: Int
        /// The kind of the network, by the numbers of pcap.
        let link: Int
        let bytes: ByteReader
    }

    /// An interface of a pcapng file.
    private struct Interface {
        let link: Int
        /// Units of its clock in a second.
        let unitsPerSecond: UInt64
    }

    private enum Format {
        case classic(unitsPerSecond: UInt64, link: Int)
        case blocks
    }

    private static let maximumInterfaces = 256
    private static let sectionHeader = 0x0A0D_0D0A

    private let file: ByteReader
    private let format: Format

    /// Throws for any other kind of file.
    init(_ content: [UInt8]) throws(ParsingError) {
        var file = ByteReader(content)
        guard let first = file.u32(0) else { throw ParsingError("it is no capture") }
        if first == 0xD4C3_B2A1 || first == 0x4D3C_B2A1 { file.order = .big }
        switch file.u32(0) {
        case 0xA1B2_C3D4: format = .classic(unitsPerSecond: 1_000_000, link: (file.u32(20) ?? 0) & 0x0FFF_FFFF)
        case 0xA1B2_3C4D: format = .classic(unitsPerSecond: 1_000_000_000, link: (file.u32(20) ?? 0) & 0x0FFF_FFFF)
        case CaptureReader.sectionHeader: format = .blocks
        default: throw ParsingError("it is no capture")
        }
        self.file = file
    }

    func makeIterator() -> AnyIterator<Packet> {
        switch format {
        case .classic(let units, let link): AnyIterator(classicPackets(units, link))
        case .blocks: AnyIterator(blockPackets())
        }
    }

    private func classicPackets(_ units: UInt64, _ link: Int) -> UnfoldSequence<Packet, Int> {
        sequence(state: 24) { [file] offset in
            guard let seconds = file.u32(offset), let fraction = file.u32(offset + 4), let kept = file.u32(offset + 8),
                let length = file.u32(offset + 12), kept <= file.count
            else { return nil }
            defer { offset += 16 + kept }
            let bytes = file.reader(offset + 16, upTo: kept)
            guard bytes.count > 0 || kept == 0 else { return nil }
            let microseconds = seconds * 1_000_000 + Int(UInt64(fraction) * 1_000_000 / units)
            return Packet(microseconds: microseconds, length: length, link: link, bytes: ByteReader(bytes.bytes, .big))
        }
    }

    private func blockPackets() -> UnfoldSequence<Packet, BlockState> {
        sequence(state: BlockState(file: file)) { state in state.next() }
    }

    /// Where the reading of a pcapng file is.
    private struct BlockState {
        var file: ByteReader
        var offset = 0
        var interfaces: [Interface] = []

        init(file: ByteReader) {
            self.file = file
        }

        mutating func next() -> Packet? {
            while let type = file.u32(offset) {
                // Each section says in which order its bytes are.
                if type == CaptureReader.sectionHeader {
                    file.order = .little
                    if file.u32(offset + 8) == 0x4D3C_2B1A { file.order = .big }
                    guard file.u32(offset + 8) == 0x1A2B_3C4D else { return nil }
                    interfaces = []
                }
                guard let length = file.u32(offset + 4), length >= 12, length <= file.count - offset else { return nil }
                let block = file.reader(offset + 8, upTo: length - 12)
                offset += (length + 3) / 4 * 4
                switch type {
                case 1: addInterface(block)
                case 3: if let packet = simplePacket(block) { return packet }
                case 6: if let packet = packet(block) { return packet }
                default: break
                }
            }
            return nil
        }

        private mutating func addInterface(_ block: ByteReader) {
            guard interfaces.count < CaptureReader.maximumInterfaces, let link = block.u16(0) else { return }
            var units: UInt64 = 1_000_000
            var option = 8
            while let code = block.u16(option), let length = block.u16(option + 2), code != 0 {
                // The resolution: a power of ten, or of two where the top bit is set.
                if code == 9, let value = block.u8(option + 4) { units = BlockState.units(value) }
                option += 4 + (length + 3) / 4 * 4
            }
            interfaces.append(Interface(link: link, unitsPerSecond: units))
        }

        private static func units(_ value: Int) -> UInt64 {
            let power = value & 0x7F
            if value & 0x80 != 0 { return power < 60 ? 1 << UInt64(power) : 1 << 60 }
            return (0..<Swift.min(power, 18)).reduce(1) { units, _ in units * 10 }
        }

        private func packet(_ block: ByteReader) -> Packet? {
            guard let number = block.u32(0), number < interfaces.count, let high = block.u32(4), let low = block.u32(8),
                let kept = block.u32(12), let length = block.u32(16)
            else { return nil }
            let time = UInt64(high) << 32 | UInt64(low)
            let units = interfaces[number].unitsPerSecond
            let seconds = Int(clamping: Swift.min(time / units, 1 << 40))
            let part = Double(time % units) / Double(units) * 1_000_000
            return Packet(
                microseconds: seconds * 1_000_000 + Int(part.rounded()), length: length, link: interfaces[number].link,
                bytes: ByteReader(block.slice(20, upTo: kept), .big))
        }

        private func simplePacket(_ block: ByteReader) -> Packet? {
            guard let interface = interfaces.first, let length = block.u32(0) else { return nil }
            return Packet(microseconds: 0, length: length, link: interface.link, bytes: ByteReader(block.slice(4, upTo: length), .big))
        }
    }
}
