internal import Documents

/// Times in the one form that a honeypot writes them, taken as UTC.
enum SensorTime {
    /// `YYYY-MM-DD`, the separator, `hh:mm:ss`, and where allowed a fraction of one to six digits.
    static func parse(_ text: String, separator: Character, fraction: Bool) -> Timestamp? {
        let bytes = Array(text.utf8.prefix(32))
        guard bytes.count >= 19, bytes[10] == separator.asciiValue else { return nil }
        let tail = bytes[19...]
        guard tail.isEmpty || (fraction && isFraction(tail)) else { return nil }
        return Timestamp(text)
    }

    private static func isFraction(_ tail: ArraySlice<UInt8>) -> Bool {
        (2...7).contains(tail.count) && tail.first == UInt8(ascii: ".")
            && tail.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }
}
