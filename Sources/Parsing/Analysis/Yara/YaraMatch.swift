import CYara
import Documents

/// A rule that holds for a content.
struct YaraMatch {
    /// The places of one string of the rule with equal bytes.
    struct Found {
        /// With its `$`.
        let name: String
        let data: [UInt8]
        var offsets: [Int]
    }

    /// Rules of one scan.
    static let maximumRules = 1_000
    private static let maximumOffsets = 100
    private static let maximumFound = 100
    private static let shownBytes: Int32 = 256

    let rule: String
    let strings: [Found]

    /// Reads what the library tells while it scans.
    init(rule: UnsafePointer<YR_RULE>, context: UnsafeMutablePointer<YR_SCAN_CONTEXT>) {
        self.rule = cyara_name(rule).map { String(cString: $0) } ?? ""
        var strings: [Found] = []
        var places: [String: Int] = [:]
        var string = cyara_first_string(rule)
        while let current = string {
            let name = cyara_string_name(current).map { String(cString: $0) } ?? ""
            var match = cyara_first_match(context, current)
            var left = YaraMatch.maximumOffsets
            while let found = match, left > 0 {
                left -= 1
                let data = YaraMatch.data(of: found)
                let key = name + Hexadecimal.encode(data)
                let offset = Int(found.pointee.base + found.pointee.offset)
                if let place = places[key] {
                    strings[place].offsets.append(offset)
                } else if strings.count < YaraMatch.maximumFound {
                    places[key] = strings.count
                    strings.append(Found(name: name, data: data, offsets: [offset]))
                }
                match = cyara_next_match(found)
            }
            string = cyara_next_string(current)
        }
        self.strings = strings
    }

    private static func data(of match: UnsafeMutablePointer<YR_MATCH>) -> [UInt8] {
        let count = max(0, min(match.pointee.data_length, shownBytes))
        return match.pointee.data.map { Array(UnsafeBufferPointer(start: $0, count: Int(count))) } ?? []
    }

    /// As the catalogue has it: `name`, `offset` and `data`, which is text where it is ASCII and `Hex: …` where not.
    var details: Document {
        let list = strings.map { found -> DocumentValue in
            let isText = found.data.allSatisfy { 0x20...0x7E ~= $0 }
            return .document([
                "name": .string(found.name), "offset": .list(found.offsets.map { .integer(Int64($0)) }),
                "data": .string(isText ? HostileText.latin1(found.data) : "Hex: " + Hexadecimal.encode(found.data)),
            ])
        }
        return ["strings": .list(list)]
    }
}
