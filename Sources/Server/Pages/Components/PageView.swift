/// A page as data; the templates in `Resources` turn it into HTML. Templates read stored properties by name.
struct PageView {
    let title: String
    var lead: String?
    /// Where one goes back to.
    var parent: LinkView?
    /// The main thing to do here.
    var links: [LinkView] = []
    /// The places beside this one.
    var sections: SectionsView?
    /// One column for a short form.
    var isNarrow = false
    var blocks: [Block] = []

    init(
        _ title: String, lead: String? = nil, parent: LinkView? = nil, links: [LinkView] = [], sections: SectionsView? = nil,
        isNarrow: Bool = false, blocks: [Block] = []
    ) {
        self.title = title
        self.lead = lead
        self.parent = parent
        self.links = links
        self.sections = sections
        self.isNarrow = isNarrow
        self.blocks = blocks
    }
}

/// What stands below each other on a page. A template finds a case by its name.
enum Block {
    case text(String)
    case notice(NoticeView)
    case form(FormView)
    case table(TableView)
    case facts(FactsView)
    case secret(SecretView)
    case cards(CardsView)
    case picture(PictureView)
}

/// A place to go.
struct LinkView {
    let label: String
    let path: String

    init(_ label: String, _ path: String) {
        self.label = label
        self.path = path
    }
}

/// The places of a part of the site, shown at the side.
struct SectionsView {
    struct Item {
        let label: String
        let path: String
        let isCurrent: Bool
        /// Whether it belongs to the one above.
        var isInner = false
    }

    let label: String
    let items: [Item]
}

/// What the reader has to know before the rest.
struct NoticeView {
    /// Stands for its colour.
    enum Kind: String {
        case success, danger, warning, info
    }

    let kind: String
    let title: String?
    let text: String
    let isUrgent: Bool

    init(_ kind: Kind, title: String? = nil, _ text: String) {
        self.kind = kind.rawValue
        self.title = title
        self.text = text
        isUrgent = kind == .danger || kind == .warning
    }
}

/// Names and values.
struct FactsView {
    struct Item {
        let name: String
        let value: String
        let badges: [BadgeView]

        init(_ name: String, _ value: String = "", badges: [BadgeView] = []) {
            self.name = name
            self.value = value
            self.badges = badges
        }
    }

    let title: String?
    let items: [Item]
}

/// A word in a coloured pill.
struct BadgeView {
    /// Stands for its colour; the word says the same.
    enum Kind: String {
        case plain, good, bad, warn, accent
    }

    let label: String
    let kind: String

    init(_ label: String, _ kind: Kind = .plain) {
        self.label = label
        self.kind = kind.rawValue
    }
}

/// Something that can be seen this once.
struct SecretView {
    let title: String
    let text: String
    let value: String
    /// A command that uses it.
    let example: String?
    let next: LinkView?
}

/// Places or figures side by side.
struct CardsView {
    struct Item {
        let title: String
        let text: String
        let link: String?
        let figure: String?

        init(_ title: String, _ text: String, link: String? = nil, figure: String? = nil) {
            self.title = title
            self.text = text
            self.link = link
            self.figure = figure
        }
    }

    let title: String?
    let items: [Item]
}
