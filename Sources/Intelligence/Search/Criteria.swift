public import Documents
public import Model

/// What a GET on objects asks for: the query parameters, read against the type's table (crits-api.md 1.7, 4, 5).
///
/// Criteria on `source` need no special rules here: they are evaluated on the reader's redacted list (crits-api.md 4.6).
public struct Criteria: Sendable {
    /// Which documents; who may see them is the store's business.
    public let filter: Filter
    /// How they are ordered: `order_by`, else `sort`, else empty, which means by `_id`.
    public let sort: [SortKey]
    /// What is shown of each.
    public let projection: Projection
    /// Which of them; always the first page for a detail.
    public let page: Page

    /// Sort keys of one search.
    static let maximumSortKeys = 16

    /// Reads the parameters of a request.
    ///
    /// - Parameters:
    ///   - parameters: Names and values in order, percent-decoded.
    ///   - isList: Whether it is a list: paging and ordering count, and forgotten `c-` are refused.
    ///   - maximumLimit: Setting `api_max_limit`.
    ///   - now: For dates without all their parts.
    public init(
        _ parameters: [(name: String, value: String)], type: ObjectType, isList: Bool = true, maximumLimit: Int = 1_000,
        now: Timestamp = .now
    ) throws(SearchRefusal) {
        let search = SearchParameters(parameters)
        if isList { try Criteria.refuseForgottenPrefixes(search, type) }
        let reader = CriterionReader(type: type, isRegex: SearchText.isOn(search.last("regex")), now: now)
        var filters: [Filter] = []
        for (name, value) in search.criteria { filters.append(try reader.filter(name, value)) }
        filter = Criteria.combined(filters, isOr: SearchText.isOn(search.last("or")))
        projection = Criteria.projection(search, type)
        sort = isList ? try Criteria.sort(search, type) : []
        page = isList ? try Page(search, maximumLimit: maximumLimit) : Page(limit: 1, offset: 0)
    }

    private static func combined(_ filters: [Filter], isOr: Bool) -> Filter {
        switch filters.count {
        case 0: .all
        case 1: filters[0]
        default: isOr ? .or(filters) : .and(filters)
        }
    }

    /// Without this, whoever forgot the `c-` would get every document (crits-api.md 4.1).
    private static func refuseForgottenPrefixes(_ search: SearchParameters, _ type: ObjectType) throws(SearchRefusal) {
        for name in search.others {
            let field = SearchParameters.beforeOperator(name)
            if type.hasField(named: field) { throw SearchRefusal("The '\(field)' field does not allow filtering.") }
        }
    }

    /// `order_by` wins over `sort`.
    private static func sort(_ search: SearchParameters, _ type: ObjectType) throws(SearchRefusal) -> [SortKey] {
        var keys: [SortKey] = []
        func add(_ name: String, _ isDescending: Bool) {
            let path = FieldPath(name, of: type)
            guard path.isKnown, !keys.contains(where: { $0.path == path.names }) else { return }
            keys.append(SortKey(path: path.names, isDescending: isDescending))
        }
        let ordering = search.all("order_by").filter { !$0.isEmpty }
        for text in ordering {
            let isDescending = text.utf8.first == 0x2D
            let name = isDescending ? String(text.unicodeScalars.dropFirst()) : text
            guard type.ordering.contains(name) else {
                throw SearchRefusal(
                    type.hasField(named: name)
                        ? "The '\(name)' field does not allow ordering." : "No matching '\(name)' field for ordering on.")
            }
            add(name, isDescending)
        }
        if ordering.isEmpty {
            for item in SearchText.names(search.last("sort") ?? "") {
                let isSigned = item.utf8.first == 0x2D || item.utf8.first == 0x2B
                let name = SearchText.trimmed(isSigned ? String(item.unicodeScalars.dropFirst()) : item)
                add(name, item.utf8.first == 0x2D)
            }
        }
        guard keys.count <= maximumSortKeys else { throw SearchRefusal("At most \(maximumSortKeys) fields can be sorted by.") }
        return keys
    }

    /// Unknown names choose nothing; they never mean everything.
    private static func projection(_ search: SearchParameters, _ type: ObjectType) -> Projection {
        let only = SearchText.names(search.last("only") ?? "").map { FieldPath($0, of: type).names }
        let exclude = SearchText.names(search.last("exclude") ?? "").map { FieldPath($0, of: type).names }
        return Projection(
            only: only.isEmpty ? nil : only, exclude: exclude, required: type.fields.filter(\.isRequired).map(\.key))
    }
}
