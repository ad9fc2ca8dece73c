import Documents

extension PEImage {
    private static let maximumDebugEntries = 64
    private static let maximumCallbacks = 256
    /// `RSDS` and `NB10`: where the path of the symbols begins.
    private static let pathOffsets = ["RSDS": 0x18, "NB10": 0x10]

    /// Entries `pe_debug`.
    func addDebugEntries(to analysis: inout Analysis) {
        guard let table = directory(.debug) else { return }
        for index in 0..<min(table.size / 28, PEImage.maximumDebugEntries) {
            guard let start = offset(of: table.address + index * 28), let time = file.u32(start + 4), let major = file.u16(start + 8),
                let minor = file.u16(start + 10), let type = file.u32(start + 12), let size = file.u32(start + 16),
                let pointer = file.u32(start + 24)
            else { return }
            var details: Document = [
                "MajorVersion": .integer(Int64(major)), "MinorVersion": .integer(Int64(minor)), "Type": .integer(Int64(type)),
                "PointerToRawData": .string(HostileText.hexadecimal(pointer)), "SizeOfData": .integer(Int64(size)),
                "TimeDateStamp": .integer(Int64(time)), "TimeDateString": .string(HostileText.date(time)),
            ]
            // 2 is CodeView, the one kind that names a file.
            let path = type == 2 ? addCodeView(file.reader(pointer, upTo: size), to: &details) : ""
            analysis.add("pe_debug", text: path, details)
        }
    }

    /// The path of the symbols.
    private func addCodeView(_ data: ByteReader, to details: inout Document) -> String {
        let signature = HostileText.latin1(data.slice(0, upTo: 4))
        guard let pathOffset = PEImage.pathOffsets[signature] else { return "" }
        details["DebugSig"] = .string(signature)
        if signature == "RSDS" {
            details["DebugGUID"] = .string(Hexadecimal.encode(data.slice(4, upTo: 16)))
            details["DebugAge"] = data.u32(0x14).map { .integer(Int64($0)) }
        } else {
            details["DebugTime"] = data.u32(8).map { .integer(Int64($0)) }
            details["DebugAge"] = data.u32(12).map { .integer(Int64($0)) }
        }
        let path = data.string(pathOffset).map { HostileText.of($0) } ?? ""
        details["DebugPath"] = .string(path)
        return path
    }

    /// Entries `tls_callback`: functions that run before the program's start.
    func addCallbacks(to analysis: inout Analysis) {
        guard let table = directory(.threadStorage), let callbacks = word(at: table.address + 3 * wordSize), callbacks != 0,
            let list = relative(callbacks)
        else { return }
        for index in 0..<PEImage.maximumCallbacks {
            guard let callback = word(at: list + index * wordSize), callback != 0 else { return }
            analysis.add("tls_callback", text: HostileText.address(callback), ["Callback Function": .integer(Int64(index))])
        }
    }

    /// Entries `rich_header`: what Microsoft's linker wrote of the tools that made the parts.
    func addRichHeader(to analysis: inout Analysis) {
        guard let end = file.firstOffset(of: Array("Rich".utf8), from: 0x40, before: signatureOffset), let key = file.u32(end + 4) else {
            return
        }
        var numbers: [Int] = []
        var offset = end - 4
        let start = 0x536E_6144  // DanS
        while offset >= 0x40, let number = file.u32(offset), number ^ key != start {
            numbers.append(number ^ key)
            offset -= 4
        }
        guard offset >= 0x40 else { return }
        // After the start come three words of filling.
        let values = Array(numbers.reversed().dropFirst(3))
        let clear = ([start] + numbers.reversed()).flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
        analysis.add(
            "rich_header", text: HostileText.hexadecimal(key),
            ["raw": .string("[" + values.map(String.init).joined(separator: ", ") + "]"), "md5": .string(Digest.md5(clear))])
        for index in stride(from: 0, to: values.count - 1, by: 2) {
            let tool = values[index]
            analysis.add(
                "rich_header", text: "compid \(HostileText.address(UInt64(tool)))",
                [
                    "product": .integer(Int64(tool >> 16)), "build": .integer(Int64(tool & 0xFFFF)),
                    "count": .integer(Int64(values[index + 1])),
                ])
        }
    }
}
