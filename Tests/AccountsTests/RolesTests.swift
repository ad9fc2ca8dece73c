import Accounts
import Model
import Testing

@Suite("Roles and levels")
struct RolesTests {
    private static let known: [String: Role] = Dictionary(
        uniqueKeysWithValues: (BuiltInRoles.all + [
            Role(name: "own", level: 65), Role(name: "none", level: nil), Role(name: "zero", level: 0),
        ])
        .map { ($0.name, $0) })

    @Test(
        "the highest level counts; admin and UberAdmin imply each other",
        arguments: [
            ([], nil, false), (["admin"], 100, true), (["UberAdmin"], 100, true), (["access_all"], 70, false),
            (["access_normalized"], 60, false), (["public"], 10, false), (["Analyst"], nil, false), (["Read Only"], nil, false),
            (["public", "access_all"], 70, false), (["own", "access_normalized"], 65, false), (["Analyst", "public"], 10, false),
            (["unknown"], nil, false), (["none"], nil, false), (["zero"], 0, false),
        ] as [([String], Int?, Bool)])
    func truth(_ row: (roles: [String], level: Int?, isAdministrator: Bool)) {
        let access = Access(username: "ann", roles: row.roles.compactMap { RolesTests.known[$0] })
        #expect(access.level == row.level)
        #expect(access.isEverything == row.isAdministrator)
        for needed in [0, 10, 60, 70, 100] { #expect(access.reaches(needed) == (row.level.map { $0 >= needed } ?? false)) }
        #expect(access.isAllowed("Sample.delete") == row.isAdministrator)
    }

    @Test("permissions of all roles together")
    func permissions() {
        let access = Access(username: "ann", roles: ["Analyst"].compactMap { RolesTests.known[$0] })
        #expect(access.isAllowed("api_interface") && !access.isAllowed("control_panel_read"))
    }
}
