extension String {
    /// Without white space at both ends.
    var trimmed: String { SearchText.trimmed(self) }
}
