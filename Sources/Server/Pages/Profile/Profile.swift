/// The pages of one's own account.
enum Profile {
    enum Part: CaseIterable {
        case account, notifications, subscriptions, favorites, keys, password, secondFactor

        var label: String {
            switch self {
            case .account: "Account"
            case .notifications: "Notifications"
            case .subscriptions: "Subscriptions"
            case .favorites: "Favorites"
            case .keys: "API keys"
            case .password: "Password"
            case .secondFactor: "Second factor"
            }
        }

        var path: String {
            switch self {
            case .account: "/profile/"
            case .notifications: "/profile/notifications/"
            case .subscriptions: "/profile/subscriptions/"
            case .favorites: "/profile/favorites/"
            case .keys: "/profile/keys/"
            case .password: "/profile/password/"
            case .secondFactor: "/profile/second-factor/"
            }
        }
    }

    static func page(
        _ part: Part, title: String? = nil, lead: String? = nil, links: [LinkView] = [], blocks: [Block]
    ) -> PageView {
        PageView(
            title ?? part.label, lead: lead, parent: title == nil ? nil : LinkView(part.label, part.path), links: links,
            sections: SectionsView(
                label: "Profile", items: Part.allCases.map { .init(label: $0.label, path: $0.path, isCurrent: $0 == part) }),
            blocks: blocks)
    }
}
