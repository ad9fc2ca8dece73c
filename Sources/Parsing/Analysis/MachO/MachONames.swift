/// Words for the numbers of Mach-O, as Apple's headers have them; another number is its own word.
enum MachONames {
    static let fat = 0xCAFE_BABE
    static let fat64 = 0xCAFE_BABF

    static let processors = [
        6: "MC680x0", 7: "X86", 11: "HPPA", 12: "ARM", 14: "SPARC", 18: "POWERPC", 0x0100_0007: "X86_64", 0x0100_000C: "ARM64",
        0x0200_000C: "ARM64_32", 0x0100_0012: "POWERPC64",
    ]
    static let types = [
        1: "OBJECT", 2: "EXECUTE", 3: "FVMLIB", 4: "CORE", 5: "PRELOAD", 6: "DYLIB", 7: "DYLINKER", 8: "BUNDLE", 9: "DYLIB_STUB",
        10: "DSYM", 11: "KEXT_BUNDLE", 12: "FILESET",
    ]
    /// By bit.
    static let flags = [
        "NOUNDEFS", "INCRLINK", "DYLDLINK", "BINDATLOAD", "PREBOUND", "SPLIT_SEGS", "LAZY_INIT", "TWOLEVEL", "FORCE_FLAT",
        "NOMULTIDEFS", "NOFIXPREBINDING", "PREBINDABLE", "ALLMODSBOUND", "SUBSECTIONS_VIA_SYMBOLS", "CANONICAL", "WEAK_DEFINES",
        "BINDS_TO_WEAK", "ALLOW_STACK_EXECUTION", "ROOT_SAFE", "SETUID_SAFE", "NO_REEXPORTED_DYLIBS", "PIE", "DEAD_STRIPPABLE_DYLIB",
        "HAS_TLV_DESCRIPTORS", "NO_HEAP_EXECUTION", "APP_EXTENSION_SAFE",
    ]
    static let commands = [
        0x1: "LC_SEGMENT", 0x2: "LC_SYMTAB", 0x3: "LC_SYMSEG", 0x4: "LC_THREAD", 0x5: "LC_UNIXTHREAD", 0x6: "LC_LOADFVMLIB",
        0x7: "LC_IDFVMLIB", 0x8: "LC_IDENT", 0x9: "LC_FVMFILE", 0xA: "LC_PREPAGE", 0xB: "LC_DYSYMTAB", 0xC: "LC_LOAD_DYLIB",
        0xD: "LC_ID_DYLIB", 0xE: "LC_LOAD_DYLINKER", 0xF: "LC_ID_DYLINKER", 0x10: "LC_PREBOUND_DYLIB", 0x11: "LC_ROUTINES",
        0x12: "LC_SUB_FRAMEWORK", 0x13: "LC_SUB_UMBRELLA", 0x14: "LC_SUB_CLIENT", 0x15: "LC_SUB_LIBRARY", 0x16: "LC_TWOLEVEL_HINTS",
        0x17: "LC_PREBIND_CKSUM", 0x8000_0018: "LC_LOAD_WEAK_DYLIB", 0x19: "LC_SEGMENT_64", 0x1A: "LC_ROUTINES_64", 0x1B: "LC_UUID",
        0x8000_001C: "LC_RPATH", 0x1D: "LC_CODE_SIGNATURE", 0x1E: "LC_SEGMENT_SPLIT_INFO", 0x8000_001F: "LC_REEXPORT_DYLIB",
        0x20: "LC_LAZY_LOAD_DYLIB", 0x21: "LC_ENCRYPTION_INFO", 0x22: "LC_DYLD_INFO", 0x8000_0022: "LC_DYLD_INFO_ONLY",
        0x8000_0023: "LC_LOAD_UPWARD_DYLIB", 0x24: "LC_VERSION_MIN_MACOSX", 0x25: "LC_VERSION_MIN_IPHONEOS",
        0x26: "LC_FUNCTION_STARTS", 0x27: "LC_DYLD_ENVIRONMENT", 0x8000_0028: "LC_MAIN", 0x29: "LC_DATA_IN_CODE",
        0x2A: "LC_SOURCE_VERSION", 0x2B: "LC_DYLIB_CODE_SIGN_DRS", 0x2C: "LC_ENCRYPTION_INFO_64", 0x2D: "LC_LINKER_OPTION",
        0x2E: "LC_LINKER_OPTIMIZATION_HINT", 0x2F: "LC_VERSION_MIN_TVOS", 0x30: "LC_VERSION_MIN_WATCHOS", 0x31: "LC_NOTE",
        0x32: "LC_BUILD_VERSION", 0x8000_0033: "LC_DYLD_EXPORTS_TRIE", 0x8000_0034: "LC_DYLD_CHAINED_FIXUPS",
        0x8000_0035: "LC_FILESET_ENTRY",
    ]
    /// Commands that name a library.
    static let libraries: Set<String> = [
        "LC_LOAD_DYLIB", "LC_ID_DYLIB", "LC_LOAD_WEAK_DYLIB", "LC_REEXPORT_DYLIB", "LC_LAZY_LOAD_DYLIB", "LC_LOAD_UPWARD_DYLIB",
    ]
    /// Commands that are one text.
    static let texts: Set<String> = ["LC_LOAD_DYLINKER", "LC_ID_DYLINKER", "LC_RPATH", "LC_DYLD_ENVIRONMENT"]
    /// The command and where its two versions, of the system and of the kit, stand in it.
    static let versions = [
        "LC_VERSION_MIN_MACOSX": 8, "LC_VERSION_MIN_IPHONEOS": 8, "LC_VERSION_MIN_TVOS": 8, "LC_VERSION_MIN_WATCHOS": 8,
        "LC_BUILD_VERSION": 12,
    ]
    static let sectionTypes = [
        0x0: "REGULAR", 0x1: "ZEROFILL", 0x2: "CSTRING_LITERALS", 0x3: "4BYTE_LITERALS", 0x4: "8BYTE_LITERALS",
        0x5: "LITERAL_POINTERS", 0x6: "NON_LAZY_SYMBOL_POINTERS", 0x7: "LAZY_SYMBOL_POINTERS", 0x8: "SYMBOL_STUBS",
        0x9: "MOD_INIT_FUNC_POINTERS", 0xA: "MOD_TERM_FUNC_POINTERS", 0xB: "COALESCED", 0xC: "GB_ZEROFILL", 0xD: "INTERPOSING",
        0xE: "16BYTE_LITERALS", 0xF: "DTRACE_DOF", 0x10: "LAZY_DYLIB_SYMBOL_POINTERS", 0x11: "THREAD_LOCAL_REGULAR",
        0x12: "THREAD_LOCAL_ZEROFILL", 0x13: "THREAD_LOCAL_VARIABLES", 0x14: "THREAD_LOCAL_VARIABLE_POINTERS",
        0x15: "THREAD_LOCAL_INIT_FUNCTION_POINTERS",
    ]
    static let attributes: [(bit: Int, name: String)] = [
        (0x8000_0000, "PURE_INSTRUCTIONS"), (0x4000_0000, "NO_TOC"), (0x2000_0000, "STRIP_STATIC_SYMS"), (0x1000_0000, "NO_DEAD_STRIP"),
        (0x0800_0000, "LIVE_SUPPORT"), (0x0400_0000, "SELF_MODIFYING_CODE"), (0x0200_0000, "DEBUG"), (0x400, "SOME_INSTRUCTIONS"),
        (0x200, "EXT_RELOC"), (0x100, "LOC_RELOC"),
    ]
    static let symbolTypes = [0x0: "UNDF", 0x2: "ABS", 0xA: "INDR", 0xC: "PBUD", 0xE: "SECT"]

    /// The word for a number, or the number itself.
    static func word(_ number: Int, _ words: [Int: String]) -> String { words[number] ?? HostileText.hexadecimal(number) }
}
