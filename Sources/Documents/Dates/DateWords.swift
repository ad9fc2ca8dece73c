/// The words that dates are made of.
enum DateWords {
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ]

    /// Those of RFC 2822, in hours east of UTC.
    private static let zones = [
        "z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    ]

    /// 1 to 12 for a month's name in any letter case, whole, or three letters of it, or `sept`.
    static func month(_ word: some Collection<UInt8>) -> Int? {
        guard (3...9).contains(word.count) else { return nil }
        let name = String(decoding: word, as: UTF8.self).lowercased()
        guard let position = months.firstIndex(where: { $0 == name || (name.utf8.count == 3 && $0.hasPrefix(name)) }) else {
            return name == "sept" ? 9 : nil
        }
        return position + 1
    }

    /// Minutes east of UTC of a zone's name in any letter case.
    static func minutesEast(_ word: some Collection<UInt8>) -> Int? {
        guard word.count <= 3 else { return nil }
        return zones[String(decoding: word, as: UTF8.self).lowercased()].map { $0 * 60 }
    }
}
