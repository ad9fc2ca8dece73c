import Documents

extension PEImage {
    /// A leaf of the tree of resources.
    struct Resource {
        /// `RT_ICON` and so on, a number, or a name of its own.
        let type: String
        let id: String
        let language: Int
        let address: Int
        let content: ArraySlice<UInt8>
    }

    private static let maximumResources = 2_000
    private static let typeNames = [
        1: "RT_CURSOR", 2: "RT_BITMAP", 3: "RT_ICON", 4: "RT_MENU", 5: "RT_DIALOG", 6: "RT_STRING", 7: "RT_FONTDIR", 8: "RT_FONT",
        9: "RT_ACCELERATOR", 10: "RT_RCDATA", 11: "RT_MESSAGETABLE", 12: "RT_GROUP_CURSOR", 14: "RT_GROUP_ICON", 16: "RT_VERSION",
        17: "RT_DLGINCLUDE", 19: "RT_PLUGPLAY", 20: "RT_VXD", 21: "RT_ANICURSOR", 22: "RT_ANIICON", 23: "RT_HTML", 24: "RT_MANIFEST",
    ]

    /// All leaves of the three levels type, name and language.
    func resources() -> [Resource] {
        guard let table = directory(.resources) else { return [] }
        var resources: [Resource] = []
        var seen = Set<Int>()
        walk(table.address, offset: 0, path: [], seen: &seen, into: &resources)
        return resources
    }

    private func walk(_ root: Int, offset: Int, path: [Int], seen: inout Set<Int>, into resources: inout [Resource]) {
        // A directory that is reached twice would make a loop or a bush.
        guard path.count < 4, seen.insert(offset).inserted, let named = u16(at: root + offset + 12),
            let numbered = u16(at: root + offset + 14)
        else { return }
        for index in 0..<(named + numbered) {
            guard resources.count < PEImage.maximumResources, let id = u32(at: root + offset + 16 + index * 8),
                let target = u32(at: root + offset + 20 + index * 8)
            else { return }
            if target & 0x8000_0000 != 0 {
                walk(root, offset: target & 0x7FFF_FFFF, path: path + [id], seen: &seen, into: &resources)
            } else if let address = u32(at: root + target), let size = u32(at: root + target + 4) {
                let ids = path + [id]
                resources.append(
                    Resource(
                        type: typeName(ids[0], root), id: ids.count > 1 ? idName(ids[1], root) : "",
                        language: ids.count > 2 ? ids[2] & 0xFFFF : 0, address: address, content: bytes(at: address, upTo: size)))
            }
        }
    }

    private func typeName(_ id: Int, _ root: Int) -> String { PEImage.typeNames[id] ?? idName(id, root) }

    /// A number, or the name that it points to.
    private func idName(_ id: Int, _ root: Int) -> String {
        guard id & 0x8000_0000 != 0 else { return String(id) }
        let address = root + (id & 0x7FFF_FFFF)
        guard let length = u16(at: address) else { return "" }
        return HostileText.utf16(bytes(at: address + 2, upTo: min(length, 256) * 2))
    }

    /// Entries `pe_resource`, and the resources as files: all of them if that is wanted, else only programs and PDFs.
    func addResources(to analysis: inout Analysis, asFiles: Bool) {
        var budget = Budget(file.count)
        for resource in resources() {
            guard budget.take(resource.content.count) else {
                return analysis.note("warning", "resources overlap; not all of them were read")
            }
            analysis.add(
                "pe_resource", text: resource.type,
                [
                    "resource_type": .string(resource.type), "resource_id": .string(resource.id),
                    "language": .integer(Int64(resource.language & 0x3FF)), "sub_language": .integer(Int64(resource.language >> 10)),
                    "address": .string(HostileText.hexadecimal(resource.address)), "size": .integer(Int64(resource.content.count)),
                    "md5": .string(Digest.md5(resource.content)),
                ])
            let isFile = resource.content.starts(with: "MZ".utf8) || resource.content.starts(with: "%PDF-".utf8)
            if !resource.content.isEmpty, asFiles || isFile {
                analysis.add(file: "\(resource.type)_\(resource.id)_\(resource.language)", Array(resource.content))
            }
            if resource.type == "RT_VERSION" { PEVersionInfo(resource.content).add(to: &analysis) }
        }
    }
}
