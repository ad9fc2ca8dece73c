import CPSL

/// The public suffix list, by which a word with dots is told from a domain.
enum PublicSuffixes {
    /// Whether the list has a rule for a label in lower case.
    static func knows(_ label: String) -> Bool {
        let kinds = PSL_TYPE_ICANN | PSL_TYPE_PRIVATE | PSL_TYPE_NO_STAR_RULE
        // A rule such as `*.ck` names no suffix `ck`, but it holds for every name below.
        return psl_is_public_suffix2(psl_builtin(), label, kinds) != 0 || psl_is_public_suffix2(psl_builtin(), "any." + label, kinds) != 0
    }

    /// Whether a name in lower case is nothing but a suffix, such as `co.uk`.
    static func isSuffix(_ name: String) -> Bool { psl_is_public_suffix2(psl_builtin(), name, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE) != 0 }
}
