/// Numbers of bytes as people write them.
enum ByteCount {
    /// Units in order of their size; `kB` are thousands, `KiB` are 1,024.
    private static let units: [(name: String, bytes: Int)] = [
        ("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30), ("tib", 1 << 40), ("kb", 1_000), ("mb", 1_000_000),
        ("gb", 1_000_000_000), ("tb", 1_000_000_000_000), ("b", 1),
    ]

    /// The bytes of a text such as `10GB`, `1.5` excluded; nil when it is none.
    static func parse(_ text: String) -> Int? {
        var number = text.lowercased()[...]
        var factor = 1
        if let unit = units.first(where: { number.hasSuffix($0.name) }) {
            factor = unit.bytes
            number = number.dropLast(unit.name.count)
        }
        while number.last == " " { number = number.dropLast() }
        guard !number.isEmpty, number.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let count = Int(number) else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }
}
