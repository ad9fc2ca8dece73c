import Documents
import Model
import Storage

/// Random objects, changes, filters and readers, few values of each kind so that much coincides.
struct RandomObjects: Sendable {
    /// An object as it should be.
    struct Expected: Sendable {
        var id: ObjectID
        var head: Document
        /// Entries with their row, as the engine numbered them.
        var parts: [GrowingList: [(row: Int64, value: Document)]] = [:]

        /// The whole document, unredacted.
        var document: Document {
            var document = head
            document["_id"] = .string(id.description)
            for list in ObjectSamples.indicator.growingLists {
                document[list.rawValue] = .list(
                    list == .source ? sources : (parts[list] ?? []).map { .document($0.value) })
            }
            return document
        }

        private var sources: [DocumentValue] {
            var elements: [(String, [DocumentValue])] = []
            for part in parts[.source] ?? [] {
                let name = part.value["name"]?.string ?? ""
                let instance = part.value["instance"].map { [$0] } ?? []
                if let place = elements.firstIndex(where: { $0.0 == name }) {
                    elements[place].1 += instance
                } else {
                    elements.append((name, instance))
                }
            }
            return elements.map { .document(["name": .string($0.0), "instances": .list($0.1)]) }
        }

        /// The pairs that decide who sees it.
        var pairs: [(source: String, tlp: TLP)] {
            (parts[.source] ?? []).map { part in
                let level = part.value["instance"]?.document?["tlp"]?.string.flatMap(TLP.init(rawValue:)) ?? .red
                return (part.value["name"]?.string ?? "", level)
            }
        }
    }

    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func number(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    mutating func chance(_ percent: Int) -> Bool { number(100) < percent }
    mutating func pick<Value>(_ values: [Value]) -> Value { values[number(values.count)] }

    private static let sources = ["A", "B", "C"]
    private static let levels: [String?] = ["white", "green", "amber", "red", nil]
    private static let texts = ["a", "b", "evil.example", "Evil", "", "10", "é", "x y"]

    mutating func scalar() -> DocumentValue {
        switch number(6) {
        case 0: .integer(Int64(number(3)))
        case 1: .double(pick([0, 1, 1.5]))
        case 2: .boolean(chance(50))
        case 3: ObjectSamples.date(Int64(number(3)))
        default: .string(pick(RandomObjects.texts))
        }
    }

    mutating func value(depth: Int = 0) -> DocumentValue {
        guard depth < 3, chance(35) else { return scalar() }
        if chance(60) { return .list((0..<number(4)).map { _ in value(depth: depth + 1) }) }
        return .document(document(names: ["name", "n", "0"], depth: depth + 1))
    }

    private mutating func document(names: [String], depth: Int) -> Document {
        var document: Document = [:]
        for name in names where chance(60) { document[name] = value(depth: depth) }
        return document
    }

    mutating func head() -> Document {
        var head = document(names: ["status", "count", "bucket_list", "campaign", "odd", "unsupported_attrs"], depth: 0)
        if chance(90) { head["value"] = .string(pick(RandomObjects.texts)) }
        if chance(90) { head["created"] = ObjectSamples.date(Int64(number(5))) }
        if chance(50) { head["modified"] = ObjectSamples.date(Int64(number(5))) }
        if chance(30) {
            head["releasability"] = .list((0..<number(3)).map { _ in .document(["name": .string(pick(RandomObjects.sources))]) })
        }
        return head
    }

    mutating func source() -> (key: String, value: Document) {
        let name = pick(RandomObjects.sources)
        return (name, ObjectSamples.source(name, pick(RandomObjects.levels), method: pick(["feed", "mail"])))
    }

    mutating func part(_ list: GrowingList, targets: [ObjectID]) -> (key: String, value: Document) {
        switch list {
        case .source: return source()
        case .relationships:
            let target = targets.isEmpty || chance(5) ? ObjectID(seconds: 1, tail: 1) : pick(targets)
            let type = chance(90) ? "Indicator" : "Domain"
            return (target.description, ["type": .string(type), "value": .string(target.description), "rel_reason": scalar()])
        default:
            let text = pick(RandomObjects.texts)
            return (text, ["value": .string(text), "type": value(depth: 2)])
        }
    }

    mutating func reader() -> ObjectReader {
        if chance(25) { return .everything }
        var sources: [String: Set<TLP>] = [:]
        for name in RandomObjects.sources where chance(60) {
            sources[name] = Set([TLP.green, .amber, .red].filter { _ in chance(50) })
        }
        return ObjectReader(sources: sources)
    }

    private static let paths = [
        "_id", "value", "status", "count", "bucket_list", "bucket_list.0", "campaign", "campaign.name", "campaign.n", "campaign.0", "odd",
        "created", "modified", "unsupported_attrs.name", "name", "n", "source", "source.name", "source.instances.method",
        "source.instances.tlp", "source.instances", "releasability.name", "relationships", "relationships.value",
        "relationships.rel_reason",
        "relationships.type", "objects", "objects.value", "objects.type", "objects.type.name", "tickets.value", "actions.0.value",
        "no.such",
    ]

    mutating func filter(ids: [ObjectID], depth: Int = 0) throws -> Filter {
        if depth < 2, chance(40) {
            var parts: [Filter] = []
            for _ in 0..<(1 + number(3)) { parts.append(try filter(ids: ids, depth: depth + 1)) }
            return chance(50) ? .and(parts) : .or(parts)
        }
        if chance(4) { return chance(50) ? .all : .nothing }
        let path = pick(RandomObjects.paths)
        return .criterion(
            Criterion(path: path.split(separator: ".").map(String.init), reachesUnsupported: chance(15), test: try test(path, ids)))
    }

    private mutating func operand(_ path: String, _ ids: [ObjectID]) -> DocumentValue {
        if path == "_id" || path.hasSuffix("relationships.value"), !ids.isEmpty { return .string(pick(ids).description) }
        if path.hasSuffix(".name"), chance(70) { return .string(pick(RandomObjects.sources)) }
        if path.hasSuffix("tlp") { return .string(pick(["white", "red"])) }
        return scalar()
    }

    private mutating func test(_ path: String, _ ids: [ObjectID]) throws -> Criterion.Test {
        switch number(9) {
        case 0: .notEquals(operand(path, ids))
        case 1: .isIn((0..<number(4)).map { _ in operand(path, ids) })
        case 2: .isNotIn((0..<number(4)).map { _ in operand(path, ids) })
        case 3: .compares(pick([.greater, .greaterOrEqual, .less, .lessOrEqual]), operand(path, ids))
        case 4: .exists(chance(60))
        case 5: .matches(try Pattern(pick(["e", "^a$", "feed|mail", "."]), ignoringCase: true))
        default: .equals(operand(path, ids))
        }
    }

    mutating func sort() -> [SortKey] {
        guard chance(40) else { return [] }
        return (0..<(1 + number(2))).map { _ in
            SortKey(path: pick(RandomObjects.paths).split(separator: ".").map(String.init), isDescending: chance(50))
        }
    }
}
