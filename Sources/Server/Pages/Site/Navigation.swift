import Accounts
import Storage

/// The places of the site, by what one may see.
enum Navigation {
    private static let places: [(label: String, path: String, need: Need)] = [
        ("Start", "/", .logIn),
        ("Buckets", "/buckets/", TagKind.bucket.need),
        ("Sectors", "/sectors/", TagKind.sector.need),
        ("Control Panel", ControlPanel.path, ControlPanel.need),
        ("Profile", "/profile/", .logIn),
    ]

    static func main(for principal: Principal, at current: String) -> [Frame.Place] {
        places.filter { $0.need.isMet(by: principal.access) }.map { place in
            Frame.Place(
                label: place.label, path: place.path, isCurrent: place.path == "/" ? current == "/" : current.hasPrefix(place.path))
        }
    }

    /// A path of this site to go to after a log-in; anything else becomes the start page (threats.md 37).
    static func local(_ path: String?) -> String {
        guard let path, path.utf8.count <= 1_024, path.utf8.first == UInt8(ascii: "/") else { return "/" }
        let isPlain = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
        guard isPlain, path.utf8.dropFirst().first != UInt8(ascii: "/") else { return "/" }
        // No own path needs an escape; what a proxy would make of one is not to be found out.
        let hasEscape = path.utf8.prefix { $0 != UInt8(ascii: "?") }.contains(UInt8(ascii: "%"))
        return hasEscape ? "/" : path
    }
}
