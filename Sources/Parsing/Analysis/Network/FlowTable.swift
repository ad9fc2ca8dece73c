import Documents

/// Conversations of a capture, both directions together, in the order of their first packets.
struct FlowTable {
    /// A conversation.
    struct Flow {
        /// Who sent the first packet.
        let source: Datagram.Side
        let destination: Datagram.Side
        let transport: Int
        let first: Int
        var last: Int
        var packets = 0
        var bytes = 0
        var packetsBack = 0
        var bytesBack = 0
    }

    private struct Key: Hashable {
        let low: Datagram.Side
        let high: Datagram.Side
        let transport: Int
    }

    private static let maximumFlows = 5_000
    private static let names = [
        1: "ICMP", 2: "IGMP", 6: "TCP", 17: "UDP", 41: "IPv6", 47: "GRE", 50: "ESP", 58: "ICMPv6", 89: "OSPF", 132: "SCTP",
    ]

    private(set) var flows: [Flow] = []
    private var places: [Key: Int] = [:]
    private(set) var packets = 0
    private(set) var bytes = 0
    private(set) var first: Int?
    private(set) var last: Int?
    /// Packets that are in no flow of the table.
    private(set) var others = 0

    /// Counts a packet.
    mutating func add(_ packet: CaptureReader.Packet) {
        packets += 1
        bytes += packet.length
        first = min(first ?? packet.microseconds, packet.microseconds)
        last = max(last ?? packet.microseconds, packet.microseconds)
        guard let datagram = Datagram(packet), let place = place(of: datagram, at: packet.microseconds) else {
            others += 1
            return
        }
        flows[place].last = max(flows[place].last, packet.microseconds)
        if flows[place].source == datagram.source {
            flows[place].packets += 1
            flows[place].bytes += packet.length
        } else {
            flows[place].packetsBack += 1
            flows[place].bytesBack += packet.length
        }
    }

    private mutating func place(of datagram: Datagram, at time: Int) -> Int? {
        let key = Key(
            low: min(datagram.source, datagram.destination), high: max(datagram.source, datagram.destination),
            transport: datagram.transport)
        if let place = places[key] { return place }
        guard flows.count < FlowTable.maximumFlows else { return nil }
        places[key] = flows.count
        flows.append(
            Flow(source: datagram.source, destination: datagram.destination, transport: datagram.transport, first: time, last: time))
        return flows.count - 1
    }

    /// The name of a protocol above IP.
    static func name(of transport: Int) -> String { names[transport] ?? "IP \(transport)" }
}
