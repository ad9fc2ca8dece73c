/// Bytes that an analyser may still go through. Parts of a hostile file may lie on top of each other thousands of times.
struct Budget {
    private var left: Int

    /// Some times the size of a content.
    init(_ content: Int, times: Int = 4) {
        left = content * times
    }

    /// Takes that many bytes; false, and nothing taken, where not as many are left.
    mutating func take(_ count: Int) -> Bool {
        guard count <= left else { return false }
        left -= count
        return true
    }
}
