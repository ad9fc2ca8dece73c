/// The addresses and ports of a packet, whatever network it came over.
struct Datagram {
    /// One side of a conversation.
    struct Side: Hashable, Comparable {
        let address: [UInt8]
        let port: Int

        static func < (left: Side, right: Side) -> Bool {
            left.address == right.address ? left.port < right.port : left.address.lexicographicallyPrecedes(right.address)
        }

        /// As text; an IPv6 address without brackets.
        var host: String { address.count == 4 ? address.map(String.init).joined(separator: ".") : IPv6Text.text(address) }
    }

    let source: Side
    let destination: Side
    /// By the numbers of IP.
    let transport: Int

    /// Nil where it holds no Internet datagram.
    init?(_ packet: CaptureReader.Packet) {
        guard let datagram = Datagram.datagram(in: packet.bytes, link: packet.link), let version = datagram.u8(0) else { return nil }
        switch version >> 4 {
        case 4: self.init(fourth: datagram)
        case 6: self.init(sixth: datagram)
        default: return nil
        }
    }

    /// What lies behind the head of the network: Ethernet with any tags, raw, loopback, or Linux's own two.
    private static func datagram(in bytes: ByteReader, link: Int) -> ByteReader? {
        func rest(_ offset: Int) -> ByteReader { bytes.reader(offset, upTo: bytes.count) }
        switch link {
        case 1:
            var offset = 12
            // Tags of virtual networks stand before the kind.
            while let kind = bytes.u16(offset), kind == 0x8100 || kind == 0x88A8, offset < 24 { offset += 4 }
            return ofInternet(bytes.u16(offset)) ? rest(offset + 2) : nil
        case 113: return ofInternet(bytes.u16(14)) ? rest(16) : nil
        case 276: return ofInternet(bytes.u16(0)) ? rest(20) : nil
        case 0, 108: return rest(4)
        case 12, 14, 101, 228, 229: return bytes
        default: return nil
        }
    }

    private static func ofInternet(_ kind: Int?) -> Bool { kind == 0x0800 || kind == 0x86DD }

    private init?(fourth datagram: ByteReader) {
        guard let words = datagram.u8(0), let fragment = datagram.u16(6), let transport = datagram.u8(9),
            let source = datagram.slice(12, 4), let destination = datagram.slice(16, 4)
        else { return nil }
        // Only the first fragment holds the ports.
        let ports = fragment & 0x1FFF == 0 ? Datagram.ports(datagram, at: (words & 15) * 4, transport) : (0, 0)
        self.transport = transport
        self.source = Side(address: Array(source), port: ports.0)
        self.destination = Side(address: Array(destination), port: ports.1)
    }

    private init?(sixth datagram: ByteReader) {
        guard var transport = datagram.u8(6), let source = datagram.slice(8, 16), let destination = datagram.slice(24, 16) else {
            return nil
        }
        var offset = 40
        var isFirst = true
        // Heads that may stand before the one of the transport; each but the fragment's says its length.
        for _ in 0..<8 {
            guard [0, 43, 44, 60].contains(transport), let next = datagram.u8(offset), let length = datagram.u8(offset + 1) else { break }
            if transport == 44 { isFirst = (datagram.u16(offset + 2) ?? 0) >> 3 == 0 }
            offset += transport == 44 ? 8 : (length + 1) * 8
            transport = next
        }
        let ports = isFirst ? Datagram.ports(datagram, at: offset, transport) : (0, 0)
        self.transport = transport
        self.source = Side(address: Array(source), port: ports.0)
        self.destination = Side(address: Array(destination), port: ports.1)
    }

    /// Of TCP, UDP and SCTP.
    private static func ports(_ datagram: ByteReader, at offset: Int, _ transport: Int) -> (Int, Int) {
        guard [6, 17, 132].contains(transport) else { return (0, 0) }
        return (datagram.u16(offset) ?? 0, datagram.u16(offset + 2) ?? 0)
    }
}
