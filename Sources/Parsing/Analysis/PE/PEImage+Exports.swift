import Documents

extension PEImage {
    private static let maximumExports = 20_000

    /// Entries `pe_export`: the named ones in the order of their names, then those that have a number only.
    func addExports(to analysis: inout Analysis) {
        guard let table = directory(.exports), let base = u32(at: table.address + 16), let functionCount = u32(at: table.address + 20),
            let nameCount = u32(at: table.address + 24), let functions = u32(at: table.address + 28),
            let names = u32(at: table.address + 32), let ordinals = u32(at: table.address + 36)
        else { return }
        var named = Set<Int>()
        for index in 0..<min(nameCount, PEImage.maximumExports) {
            guard let ordinal = u16(at: ordinals + index * 2), let name = u32(at: names + index * 4).flatMap({ name(at: $0) }),
                ordinal < functionCount, let address = u32(at: functions + ordinal * 4)
            else { break }
            named.insert(ordinal)
            add(name: HostileText.of(name), ordinal: base + ordinal, address: address, table: table, to: &analysis)
        }
        for ordinal in 0..<min(functionCount, PEImage.maximumExports) where !named.contains(ordinal) {
            guard let address = u32(at: functions + ordinal * 4) else { break }
            if address != 0 { add(name: "NULL", ordinal: base + ordinal, address: address, table: table, to: &analysis) }
        }
    }

    private func add(
        name: String, ordinal: Int, address: Int, table: (address: Int, size: Int), to analysis: inout Analysis
    ) {
        var details: Document = [
            "rva_offset": .string(HostileText.hexadecimal(imageBase &+ UInt64(address))), "ordinal": .integer(Int64(ordinal)),
        ]
        // An address within the table itself is the name of a function of another library.
        if address >= table.address, address < table.address + table.size {
            details["forwarder"] = self.name(at: address).map { .string(HostileText.of($0)) }
        }
        analysis.add("pe_export", text: name, details)
    }
}
