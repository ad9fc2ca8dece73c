import Documents

extension MachOEntity {
    private static let maximumBlobs = 64
    private static let directoryMagic = 0xFADE_0C02
    private static let certificatesMagic = 0xFADE_0B01
    private static let digests = [1: "SHA1", 2: "SHA256", 3: "SHA256_TRUNCATED", 4: "SHA384"]

    /// The code directories of the signature, and the certificates as a file.
    func addSignature(_ entity: String, budget: inout Budget, to analysis: inout Analysis) {
        guard let command = commands.first(where: { $0.name == "LC_CODE_SIGNATURE" }), let offset = command.content.u32(8),
            let size = command.content.u32(12)
        else { return }
        // Signatures are big-endian on all processors.
        let blobs = ByteReader(file.slice(offset, upTo: size), .big)
        for index in 0..<min(blobs.u32(8) ?? 0, MachOEntity.maximumBlobs) {
            guard let start = blobs.u32(16 + index * 8), let magic = blobs.u32(start), let length = blobs.u32(start + 4),
                budget.take(min(length, blobs.count))
            else { return }
            let blob = blobs.reader(start, upTo: length)
            switch magic {
            case MachOEntity.directoryMagic: addDirectory(blob, "\(entity) - LC_CODE_SIGNATURE", to: &analysis)
            case MachOEntity.certificatesMagic:
                let content = blob.slice(8, upTo: blob.count)
                guard !content.isEmpty else { continue }
                let digest = Digest.md5(content)
                analysis.add("cert_added", text: digest, ["md5": .string(digest)])
                analysis.add(file: digest, Array(content))
            default: break
            }
        }
    }

    private func addDirectory(_ blob: ByteReader, _ subtype: String, to analysis: inout Analysis) {
        guard let version = blob.u32(8), let name = blob.u32(20), let type = blob.u8(37) else { return }
        analysis.add(
            subtype, text: Digest.sha1(blob.bytes),
            [
                "ver": .string(HostileText.hexadecimal(version)),
                "identifier": .string(blob.string(name, limit: 1_024).map { HostileText.of($0) } ?? ""),
                "hashtype": .string(MachOEntity.digests[type] ?? String(type)),
            ])
    }
}
