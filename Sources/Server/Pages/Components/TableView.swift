/// A table; on a narrow screen each row becomes a card whose cells name their column.
struct TableView {
    struct Column {
        let label: String
        let isNumber: Bool
        /// Whether only screen readers are told the name.
        let isHidden: Bool

        init(_ label: String, isNumber: Bool = false, isHidden: Bool = false) {
            self.label = label
            self.isNumber = isNumber
            self.isHidden = isHidden
        }
    }

    struct Row {
        let cells: [CellView]
    }

    let title: String?
    let columns: [Column]
    let rows: [Row]
    let hasRows: Bool
    /// What stands there without rows.
    let empty: String
    let pages: PagesView?

    init(title: String? = nil, columns: [Column], rows: [[CellView]], empty: String, pages: PagesView? = nil) {
        self.title = title
        self.columns = columns
        self.rows = rows.map { cells in
            Row(cells: zip(columns, cells).map { column, cell in cell.labelled(column.label) })
        }
        hasRows = !rows.isEmpty
        self.empty = empty
        self.pages = pages
    }
}

/// One cell.
struct CellView {
    private(set) var label = ""
    let tag: String
    let isHead: Bool
    let style: String
    let text: String
    let isCode: Bool
    let link: String?
    let badges: [BadgeView]
    let actions: [ActionView]
    let note: String?

    private init(
        tag: String = "td", isHead: Bool = false, style: String = "", text: String = "", isCode: Bool = false, link: String? = nil,
        badges: [BadgeView] = [], actions: [ActionView] = [], note: String? = nil
    ) {
        self.tag = tag
        self.isHead = isHead
        self.style = style
        self.text = text
        self.isCode = isCode
        self.link = link
        self.badges = badges
        self.actions = actions
        self.note = note
    }

    /// What the row is about.
    static func head(_ text: String, link: String? = nil, note: String? = nil) -> CellView {
        CellView(tag: "th", isHead: true, text: text, link: link, note: note)
    }

    static func text(_ text: String, note: String? = nil) -> CellView { CellView(text: text, note: note) }
    static func code(_ text: String) -> CellView { CellView(text: text, isCode: true) }
    static func number(_ number: Int) -> CellView { CellView(style: "number", text: String(number)) }
    /// A number, or the word that stands for one.
    static func amount(_ text: String) -> CellView { CellView(style: "number", text: text) }
    static func time(_ text: String) -> CellView { CellView(style: "time", text: text) }
    static func badges(_ badges: [BadgeView], note: String? = nil) -> CellView {
        CellView(style: "badges-cell", badges: badges, note: note)
    }
    static func actions(_ actions: [ActionView]) -> CellView { CellView(style: "actions", actions: actions) }

    fileprivate func labelled(_ label: String) -> CellView {
        var copy = self
        copy.label = label
        return copy
    }
}

/// A button that does something to the row it stands in.
struct ActionView {
    let label: String
    /// What it is done to, for those who hear the button alone.
    let subject: String
    let path: String
    let hidden: [HiddenField]
    let confirmation: String?
    let style: String

    init(
        _ label: String, subject: String, path: String, hidden: [HiddenField], confirmation: String? = nil, isDanger: Bool = false
    ) {
        self.label = label
        self.subject = subject
        self.path = path
        self.hidden = hidden
        self.confirmation = confirmation
        style = isDanger ? "outline-danger" : "outline-secondary"
    }
}

/// Where one is in a long list.
struct PagesView {
    let summary: String
    let previous: String?
    let next: String?
    var previousLabel = "Newer"
    var nextLabel = "Older"
}
