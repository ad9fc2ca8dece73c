/// A dotted path into documents: how its candidates are found (crits-api.md 4.8).
///
/// At an array the rest of the path is applied to each element that is a sub-document, and to the element at an index where
/// the component is a number.
public struct DocumentPath: Sendable {
    /// Components of the longest path that reaches anything. With lists in lists of hostile shape the ways to follow a path
    /// grow as Fibonacci's numbers; no attribute lies deeper than five.
    public static let maximumComponents = 16

    private struct Component: Sendable {
        let name: String
        /// Where the name is written as an index of a list.
        let index: Int?
    }

    private let components: [Component]

    /// A path of names from the top of the document.
    public init(_ names: [String]) {
        components = names.count > DocumentPath.maximumComponents ? [] : names.map { Component(name: $0, index: DocumentPath.index($0)) }
    }

    private static func index(_ name: String) -> Int? {
        guard (1...9).contains(name.utf8.count), name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(name)
    }

    /// Whether the path reaches a candidate for which the body is true. Of a reached list the list comes first, then each
    /// element.
    func reaches<Failure: Error>(
        in document: Document, _ accepts: (DocumentValue) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        guard !components.isEmpty else { return false }
        return try follow(document, from: 0, accepts)
    }

    private func follow<Failure: Error>(
        _ document: Document, from position: Int, _ accepts: (DocumentValue) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        guard let value = document[components[position].name] else { return false }
        return try follow(value, from: position + 1, accepts)
    }

    private func follow<Failure: Error>(
        _ value: DocumentValue, from position: Int, _ accepts: (DocumentValue) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        guard position < components.count else {
            if try accepts(value) { return true }
            if case .list(let elements) = value {
                for element in elements where try accepts(element) { return true }
            }
            return false
        }
        switch value {
        case .document(let document): return try follow(document, from: position, accepts)
        case .list(let elements):
            if let index = components[position].index, index < elements.count,
                try follow(elements[index], from: position + 1, accepts)
            {
                return true
            }
            for case .document(let document) in elements where try follow(document, from: position, accepts) { return true }
            return false
        case .string, .integer, .double, .boolean, .date: return false
        }
    }
}
