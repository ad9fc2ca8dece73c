/// The column that holds a hash, told by its length.
enum HashColumn: String {
    case md5, sha1, sha256, sha512

    /// Nil for other lengths, and for a kind that the list does not have.
    init?(_ hash: String, besides excluded: HashColumn? = nil) {
        switch hash.utf8.count {
        case 32: self = .md5
        case 40: self = .sha1
        case 64: self = .sha256
        case 128: self = .sha512
        default: return nil
        }
        if self == excluded { return nil }
    }
}
