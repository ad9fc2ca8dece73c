import Documents

extension Analyser {
    /// Conversations of a capture: `PCAP Statistics`, and `Flow 1` and so on, each one line of text with the numbers beside it.
    static let metaCap = Analyser(
        description: AnalyserDescription(
            name: "MetaCap", version: "0.0.2", description: "Conversations of a capture with their packets and bytes.",
            supportedTypes: ["PCAP"], content: .capture)
    ) { content, _ throws(ParsingError) in
        var analysis = Analysis()
        var table = FlowTable()
        for packet in try CaptureReader(content) { table.add(packet) }
        table.addSummary(to: &analysis)
        for (index, flow) in table.flows.enumerated() { analysis.add("Flow \(index + 1)", text: flow.summary, flow.details) }
        if table.others > 0 { analysis.note("info", "\(table.others) packets belong to no listed flow") }
        return analysis
    }
}

extension FlowTable {
    func addSummary(to analysis: inout Analysis) {
        let seconds = Double((last ?? 0) - (first ?? 0)) / 1_000_000
        analysis.add(
            "PCAP Statistics", text: "\(packets) packets, \(bytes) bytes, \(flows.count) flows in \(seconds) s",
            [
                "Type": "PCAP Summary", "packets": .integer(Int64(packets)), "bytes": .integer(Int64(bytes)),
                "flows": .integer(Int64(flows.count)), "first": .string(HostileText.date(microseconds: first ?? 0)),
                "last": .string(HostileText.date(microseconds: last ?? 0)),
            ])
    }
}

extension FlowTable.Flow {
    var summary: String {
        func end(_ side: Datagram.Side) -> String {
            let host = side.address.count == 16 && side.port > 0 ? "[\(side.host)]" : side.host
            return side.port > 0 ? "\(host):\(side.port)" : host
        }
        return "\(FlowTable.name(of: transport)) \(end(source)) -> \(end(destination)): \(packets) packets, \(bytes) bytes; "
            + "back \(packetsBack) packets, \(bytesBack) bytes"
    }

    var details: Document {
        [
            "Type": "Flow Summary", "protocol": .string(FlowTable.name(of: transport)), "source": .string(source.host),
            "source_port": .integer(Int64(source.port)), "destination": .string(destination.host),
            "destination_port": .integer(Int64(destination.port)), "packets": .integer(Int64(packets)), "bytes": .integer(Int64(bytes)),
            "packets_back": .integer(Int64(packetsBack)), "bytes_back": .integer(Int64(bytesBack)),
            "first": .string(HostileText.date(microseconds: first)), "last": .string(HostileText.date(microseconds: last)),
        ]
    }
}
