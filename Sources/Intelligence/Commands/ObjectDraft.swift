import Documents
import Model
import Storage

/// An object that a command makes or extends: its head, and what is to become of its growing lists.
///
/// Made by ``CreateContext``; nothing is written before ``CreateContext/save(_:)``.
struct ObjectDraft {
    let type: ObjectType
    let id: ObjectID
    /// Whether it is a new one.
    let isNew: Bool
    var head: Document
    /// The head as it stands in the store.
    let before: Document

    /// The end of a relationship that it is.
    var end: Relationships.End { Relationships.End(type: type, id: id) }

    /// A text attribute.
    func text(_ name: String) -> String? { head[name]?.string }

    /// Appends what a list of texts does not have.
    mutating func union(_ name: String, _ items: [String]) {
        var list = head[name]?.list ?? []
        for item in items where !list.contains(.string(item)) { list.append(.string(item)) }
        head[name] = .list(list)
    }
}
