/// What stands around every page.
struct Frame {
    /// A message about what was just done, shown once.
    struct Flash {
        let kind: String
        let text: String
    }

    struct Place {
        let label: String
        let path: String
        let isCurrent: Bool
    }

    let page: PageView
    let instance: String
    let classification: String?
    /// Who is logged in.
    let person: String?
    let navigation: [Place]
    /// Goes into each form, against posts by other sites.
    let token: String
    let theme: String
    let otherTheme: String
    /// Where the page is, for forms that come back to it.
    let path: String
    let flash: Flash?
    let assets: Assets.Addresses
}
