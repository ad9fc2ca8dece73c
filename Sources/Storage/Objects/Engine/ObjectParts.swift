package import Documents
package import Model

/// How entries of growing lists are shown.
package enum ObjectParts {
    private static let name = "name"
    private static let instance = "instance"
    private static let instances = "instances"
    /// True on an entry of a source that came together with the content of the object's files (ruling 31); shown nowhere.
    package static let suppliesContent = "supplied"

    /// One entry as an element of its list: of a source the element with this instance alone.
    package static func shown(_ part: Document, in list: GrowingList) -> Document {
        guard list == .source else { return part }
        var shown = part
        shown[instance] = nil
        shown[suppliesContent] = nil
        shown[instances] = .list(part[instance].map { [$0] } ?? [])
        return shown
    }

    /// The elements of a list from its entries in the order of arrival; instances of one source are put together.
    package static func elements(_ parts: [Document], of list: GrowingList) -> [DocumentValue] {
        guard list == .source else { return parts.map { .document($0) } }
        var order: [(name: DocumentValue?, instances: [DocumentValue])] = []
        var places: [DocumentValue?: Int] = [:]
        for part in parts {
            let source = part[name]
            let given = part[instance].map { [$0] } ?? []
            if let place = places[source] {
                order[place].instances += given
            } else {
                places[source] = order.count
                order.append((source, given))
            }
        }
        return order.map { element in
            var shown: Document = [instances: .list(element.instances)]
            shown[name] = element.name
            return .document(shown)
        }
    }

    /// The pair of a source's entry; without a level it is the most restricted (crits-api.md 3.5).
    package static func pair(_ part: Document) -> AccessClass.Pair? {
        guard let source = part[name]?.string else { return nil }
        return AccessClass.Pair(source: source, level: level(part[instance]))
    }

    /// The pairs of a whole `source` list.
    package static func pairs(_ sources: DocumentValue?) -> Set<AccessClass.Pair> {
        var pairs: Set<AccessClass.Pair> = []
        for element in sources?.list ?? [] {
            guard let document = element.document, let source = document[name]?.string else { continue }
            for instance in document[instances]?.list ?? [] { pairs.insert(.init(source: source, level: level(instance))) }
        }
        return pairs
    }

    private static func level(_ instance: DocumentValue?) -> TLP {
        instance?.document?["tlp"]?.string.flatMap(TLP.init(rawValue:)) ?? .red
    }
}
