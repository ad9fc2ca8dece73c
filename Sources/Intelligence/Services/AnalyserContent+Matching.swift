import Documents

extension AnalyserDescription.Content {
    /// How much of a content is looked at.
    static let beginning = 1_024

    /// Whether a content that begins so is of the kind; no more than a first look, the service itself finds the rest.
    func matches(_ beginning: [UInt8]) -> Bool {
        func starts(_ marks: [UInt8]...) -> Bool { marks.contains { beginning.starts(with: $0) } }
        func has(_ text: String) -> Bool {
            let mark = Array(text.utf8)
            return beginning.indices.contains { beginning[$0...].starts(with: mark) }
        }
        switch self {
        case .anything: return true
        case .pe: return starts([0x4D, 0x5A])
        case .elf: return starts([0x7F, 0x45, 0x4C, 0x46])
        case .machO:
            return starts(
                [0xFE, 0xED, 0xFA, 0xCE], [0xFE, 0xED, 0xFA, 0xCF], [0xCE, 0xFA, 0xED, 0xFE], [0xCF, 0xFA, 0xED, 0xFE],
                [0xCA, 0xFE, 0xBA, 0xBE], [0xBE, 0xBA, 0xFE, 0xCA])
        case .pdf: return has("%PDF-")
        case .office: return starts(Self.compound)
        case .zip: return starts([0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6], [0x50, 0x4B, 7, 8])
        case .rtf: return starts(Array("{\\rt".utf8))
        case .flash: return starts(Array("FWS".utf8), Array("CWS".utf8), Array("ZWS".utf8))
        case .capture:
            return starts(
                [0xA1, 0xB2, 0xC3, 0xD4], [0xD4, 0xC3, 0xB2, 0xA1], [0xA1, 0xB2, 0x3C, 0x4D], [0x4D, 0x3C, 0xB2, 0xA1],
                [0x0A, 0x0D, 0x0D, 0x0A])
        case .certificate: return starts([0x30, 0x82], [0x30, 0x81], [0x30, 0x80]) || has("-----BEGIN ")
        case .picture:
            return starts(
                [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8), Array("BM".utf8), [0x49, 0x49, 0x2A, 0],
                [0x4D, 0x4D, 0, 0x2A], Array("RIFF".utf8))
        case .mail: return starts(Self.compound, Array("From ".utf8)) || Self.startsWithField(beginning)
        }
    }

    private static let compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

    /// Whether the first line looks like `Name: value`.
    private static func startsWithField(_ beginning: [UInt8]) -> Bool {
        let name = beginning.prefix { $0 != UInt8(ascii: ":") }
        return !name.isEmpty && name.count < beginning.count && name.count <= 76 && name.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// What a content must be, for those who are refused.
    var label: String {
        switch self {
        case .anything: "file"
        case .pe: "portable executable"
        case .elf: "ELF file"
        case .machO: "Mach-O file"
        case .pdf: "PDF"
        case .office: "compound file of Office"
        case .zip: "zip"
        case .rtf: "Rich Text document"
        case .flash: "Flash file"
        case .capture: "network capture"
        case .certificate: "certificate"
        case .picture: "picture"
        case .mail: "mail"
        }
    }
}
