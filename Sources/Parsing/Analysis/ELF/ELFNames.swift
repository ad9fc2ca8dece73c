/// Words for the numbers of ELF, as the specification has them; another number is its own word.
enum ELFNames {
    static let load = 1
    static let dynamic = 2
    static let interpreter = 3
    static let noBits = 8
    static let symbolTables = [2: ".symtab", 11: ".dynsym"]

    static let types = [0: "NONE", 1: "REL", 2: "EXEC", 3: "DYN", 4: "CORE"]
    static let systems = [
        0: "UNIX - System V", 1: "UNIX - HP-UX", 2: "UNIX - NetBSD", 3: "UNIX - GNU", 6: "UNIX - Solaris", 7: "UNIX - AIX",
        8: "UNIX - IRIX", 9: "UNIX - FreeBSD", 10: "UNIX - TRU64", 12: "UNIX - OpenBSD", 97: "ARM", 255: "Standalone App",
    ]
    static let machines = [
        2: "SPARC", 3: "80386", 4: "68000", 8: "MIPS", 20: "PowerPC", 21: "PowerPC64", 22: "S/390", 40: "ARM", 42: "SuperH",
        43: "SPARC v9", 50: "IA-64", 62: "X86-64", 83: "AVR", 183: "AArch64", 243: "RISC-V", 247: "BPF", 258: "LoongArch",
    ]
    static let segmentTypes = [
        0: "NULL", 1: "LOAD", 2: "DYNAMIC", 3: "INTERP", 4: "NOTE", 5: "SHLIB", 6: "PHDR", 7: "TLS", 0x6474_E550: "GNU_EH_FRAME",
        0x6474_E551: "GNU_STACK", 0x6474_E552: "GNU_RELRO", 0x6474_E553: "GNU_PROPERTY", 0x7000_0001: "EXIDX",
    ]
    static let sectionTypes = [
        0: "NULL", 1: "PROGBITS", 2: "SYMTAB", 3: "STRTAB", 4: "RELA", 5: "HASH", 6: "DYNAMIC", 7: "NOTE", 8: "NOBITS", 9: "REL",
        10: "SHLIB", 11: "DYNSYM", 14: "INIT_ARRAY", 15: "FINI_ARRAY", 16: "PREINIT_ARRAY", 17: "GROUP", 18: "SYMTAB_SHNDX",
        19: "RELR", 0x6FFF_FFF6: "GNU_HASH", 0x6FFF_FFFD: "VERDEF", 0x6FFF_FFFE: "VERNEED", 0x6FFF_FFFF: "VERSYM",
        0x7000_0001: "X86_64_UNWIND",
    ]
    static let symbolTypes = [
        0: "NOTYPE", 1: "OBJECT", 2: "FUNC", 3: "SECTION", 4: "FILE", 5: "COMMON", 6: "TLS", 10: "IFUNC",
    ]
    static let bindings = [0: "LOCAL", 1: "GLOBAL", 2: "WEAK", 10: "UNIQUE"]
    static let visibilities = ["DEFAULT", "INTERNAL", "HIDDEN", "PROTECTED"]
    static let indexes = [0: "UND", 0xFFF1: "ABS", 0xFFF2: "COM"]
    static let tags = [
        1: "NEEDED", 2: "PLTRELSZ", 3: "PLTGOT", 4: "HASH", 5: "STRTAB", 6: "SYMTAB", 7: "RELA", 8: "RELASZ", 9: "RELAENT",
        10: "STRSZ", 11: "SYMENT", 12: "INIT", 13: "FINI", 14: "SONAME", 15: "RPATH", 16: "SYMBOLIC", 17: "REL", 18: "RELSZ",
        19: "RELENT", 20: "PLTREL", 21: "DEBUG", 22: "TEXTREL", 23: "JMPREL", 24: "BIND_NOW", 25: "INIT_ARRAY", 26: "FINI_ARRAY",
        27: "INIT_ARRAYSZ", 28: "FINI_ARRAYSZ", 29: "RUNPATH", 30: "FLAGS", 32: "PREINIT_ARRAY", 33: "PREINIT_ARRAYSZ",
        35: "RELRSZ", 36: "RELR", 37: "RELRENT", 0x6FFF_FEF5: "GNU_HASH", 0x6FFF_FFF0: "VERSYM", 0x6FFF_FFF9: "RELACOUNT",
        0x6FFF_FFFA: "RELCOUNT", 0x6FFF_FFFB: "FLAGS_1", 0x6FFF_FFFC: "VERDEF", 0x6FFF_FFFD: "VERDEFNUM", 0x6FFF_FFFE: "VERNEED",
        0x6FFF_FFFF: "VERNEEDNUM",
    ]
    /// Tags whose value is a place in the table of texts.
    static let textTags: Set<Int> = [1, 14, 15, 29]

    /// The word for a number, or the number itself.
    static func word(_ number: Int, _ words: [Int: String]) -> String { words[number] ?? HostileText.hexadecimal(number) }
}
