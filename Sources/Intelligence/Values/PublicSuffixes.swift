import CPSL

/// The public suffix list, by which domains have a root (crits-resources-1.md 8.3).
public final class PublicSuffixes: Sendable {
    /// The list that came with the library.
    public static let builtIn = PublicSuffixes(context: psl_builtin(), isOwned: false)

    // libpsl's contexts do not change once they are loaded, and every look-up only reads, so threads may share one.
    private nonisolated(unsafe) let context: OpaquePointer?
    private let isOwned: Bool

    private init(context: OpaquePointer?, isOwned: Bool) {
        self.context = context
        self.isOwned = isOwned
    }

    /// The list in a file of `effective_tld_names.dat`'s format; nil when it can't be read.
    public convenience init?(path: String) {
        guard let context = psl_load_file(path) else { return nil }
        self.init(context: context, isOwned: true)
    }

    deinit {
        if isOwned { psl_free(context) }
    }

    /// The public suffix plus one label; the name itself when it is a suffix. `name` is in lower case.
    func root(of name: String) -> String {
        name.withCString { text in
            guard let root = psl_registrable_domain(context, text) else { return name }
            return String(cString: root)
        }
    }

    /// Whether the list has a rule for the last label.
    func knowsTopLevel(of name: String) -> Bool {
        let label = name.split(separator: ".").last.map(String.init) ?? name
        let kinds = PSL_TYPE_ICANN | PSL_TYPE_PRIVATE | PSL_TYPE_NO_STAR_RULE
        // A rule such as `*.ck` names no suffix `ck`, but it holds for every name below.
        return psl_is_public_suffix2(context, label, kinds) != 0 || psl_is_public_suffix2(context, "any." + label, kinds) != 0
    }
}
