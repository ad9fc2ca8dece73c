import Accounts
import Model

/// Who is not an administrator can't hand out more than they hold, nor act upon someone who holds more: otherwise the right to
/// edit users or roles would be the right to everything.
enum Delegation {
    static func check(_ visit: Visit, _ snapshot: DirectorySnapshot, roles: [String]) throws(AccountError) {
        let mine = visit.principal.access
        guard !mine.isEverything else { return }
        for name in roles {
            guard let role = snapshot.roles[name] else { continue }
            let isMore =
                BuiltInRoles.grantsEverything(name) || (role.level ?? -1) > (mine.level ?? -1)
                || !role.permissions.isSubset(of: mine.permissions)
            if isMore { throw AccountError(.refused, field: "roles", "'\(name)' grants more than you hold yourself") }
        }
    }

    /// Whether a user may be acted upon.
    static func check(_ visit: Visit, _ snapshot: DirectorySnapshot, user name: String) throws(AccountError) {
        guard let user = snapshot.users[name] else { return }
        do throws(AccountError) {
            try check(visit, snapshot, roles: user.roles)
        } catch {
            throw AccountError(.refused, field: "user", "'\(name)' holds more than you do")
        }
    }

    static func check(_ visit: Visit, permissions: [String]) throws(AccountError) {
        let mine = visit.principal.access
        guard !mine.isEverything, let missing = permissions.first(where: { !mine.isAllowed($0) }) else { return }
        throw AccountError(.refused, field: "permissions", "'\(missing)' is not yours to grant")
    }

    static func check(_ visit: Visit, level: Int?) throws(AccountError) {
        let mine = visit.principal.access
        guard !mine.isEverything, let level, level > (mine.level ?? -1) else { return }
        throw AccountError(.refused, field: "level", "is higher than your own")
    }

    /// Whether all of a grant on a source is the caller's own.
    static func check(_ visit: Visit, grant: SourceGrant) throws(AccountError) {
        let mine = visit.principal.access
        guard !mine.isEverything else { return }
        let own = mine.roles.grants[grant.name] ?? SourceGrant(name: grant.name)
        var union = own
        union.formUnion(grant)
        if union != own { throw AccountError(.refused, field: "source", "you can't grant more on '\(grant.name)' than you hold yourself") }
    }
}
