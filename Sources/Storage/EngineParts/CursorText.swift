/// The text of cursors: the kind of list, then the place of the last item seen, all in letters and digits.
package enum CursorText {
    /// Such as `sd.1f00ab`: a kind and numbers in hexadecimal.
    package static func make(_ kind: String, _ numbers: Int64...) -> Cursor {
        Cursor(numbers.reduce(into: kind) { $0 += "." + String(UInt64(bitPattern: $1), radix: 16) })
    }

    /// The numbers of a cursor; throws `invalid` when it is not one of that kind and count.
    package static func numbers(_ cursor: Cursor, kind: String, count: Int) throws(StorageError) -> [Int64] {
        guard cursor.text.utf8.count <= maximumBytes else { throw invalid }
        let parts = cursor.text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == count + 1, parts[0] == kind else { throw invalid }
        let numbers = parts.dropFirst().compactMap { part in
            part.hasPrefix("+") ? nil : UInt64(part, radix: 16).map { Int64(bitPattern: $0) }
        }
        guard numbers.count == count else { throw invalid }
        return numbers
    }

    private static let maximumBytes = 128
    private static let invalid = StorageError(.invalid, "the cursor is not one of this list")
}
