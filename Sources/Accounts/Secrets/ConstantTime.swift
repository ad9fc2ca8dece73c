/// Comparison that takes as long wherever the first difference is.
public enum ConstantTime {
    /// Whether two byte strings are equal. Their lengths are no secret.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (a, b) in zip(left, right) { difference |= a ^ b }
        return difference == 0
    }
}
