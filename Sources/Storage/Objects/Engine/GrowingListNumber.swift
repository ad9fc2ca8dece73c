package import Model

/// How a growing list is called in tables. Never change a number: it is stored.
package enum GrowingListNumber: Int64, Sendable, Hashable, CaseIterable {
    case source = 1
    case relationships = 2
    case objects = 3
    case tickets = 4
    case actions = 5
    case activity = 6

    package init(_ list: GrowingList) {
        switch list {
        case .source: self = .source
        case .relationships: self = .relationships
        case .objects: self = .objects
        case .tickets: self = .tickets
        case .actions: self = .actions
        case .activity: self = .activity
        }
    }

    package var list: GrowingList {
        switch self {
        case .source: .source
        case .relationships: .relationships
        case .objects: .objects
        case .tickets: .tickets
        case .actions: .actions
        case .activity: .activity
        }
    }
}
