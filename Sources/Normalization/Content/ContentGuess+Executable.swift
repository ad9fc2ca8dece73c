extension ContentGuess {
    static func executable(_ bytes: ByteFields) -> String? {
        if bytes.starts(with: "MZ") { return portableExecutable(bytes) ?? "MS-DOS executable" }
        if bytes.starts(with: "\u{7F}ELF") { return linkable(bytes) }
        return nil
    }

    private static func portableExecutable(_ bytes: ByteFields) -> String? {
        guard let start = bytes.number(at: 0x3C, bytes: 4).map(Int.init), bytes.contains("PE\0\0", at: start),
            let machine = bytes.number(at: start + 4, bytes: 2), let sections = bytes.number(at: start + 6, bytes: 2),
            let optionalSize = bytes.number(at: start + 20, bytes: 2),
            let characteristics = bytes.number(at: start + 22, bytes: 2)
        else { return nil }
        let optional = start + 24
        var words: String
        switch bytes.number(at: optional, bytes: 2) {
        case 0x10B: words = "PE32 executable"
        case 0x20B: words = "PE32+ executable"
        default: return nil
        }
        if characteristics & 0x2000 != 0 { words += " (DLL)" }
        switch bytes.number(at: optional + 68, bytes: 2) {
        case 1: words += " (native)"
        case 2: words += " (GUI)"
        case 3: words += " (console)"
        default: break
        }
        switch machine {
        case 0x14C: words += " Intel 80386"
        case 0x8664: words += " x86-64"
        case 0x1C0: words += " ARM"
        case 0xAA64: words += " Aarch64"
        default: break
        }
        words += ", for MS Windows"
        let table = optional + Int(optionalSize)
        let isPacked = (0..<Int(sections)).contains { index in
            bytes.contains("UPX0\0\0\0\0", at: table + index * 40) || bytes.contains("UPX1\0\0\0\0", at: table + index * 40)
        }
        return isPacked ? words + ", UPX compressed" : words
    }

    private static func linkable(_ bytes: ByteFields) -> String {
        var words = "ELF"
        switch bytes[4] {
        case 1: words += " 32-bit"
        case 2: words += " 64-bit"
        default: break
        }
        let isBigEndian = bytes[5] == 2
        switch bytes[5] {
        case 1: words += " LSB"
        case 2: words += " MSB"
        default: break
        }
        switch bytes.number(at: 16, bytes: 2, bigEndian: isBigEndian) {
        case 1: words += " relocatable"
        case 2: words += " executable"
        case 3: words += " shared object"
        default: break
        }
        switch bytes.number(at: 18, bytes: 2, bigEndian: isBigEndian) {
        case 3: words += ", Intel 80386"
        case 8: words += ", MIPS"
        case 40: words += ", ARM"
        case 62: words += ", x86-64"
        default: break
        }
        return words
    }
}
