import Documents
import Model
import Storage

/// Random objects as they should be, changed in step with those of a store.
struct RandomObjectModel: Sendable {
    var random: RandomObjects
    private(set) var expected: [RandomObjects.Expected] = []

    private var type: ObjectType { ObjectSamples.indicator }

    init(seed: UInt64) { random = RandomObjects(seed: seed) }

    mutating func make(in transaction: any ObjectTransaction) throws {
        let tail = UInt64(random.number(4)) << 60 | UInt64(random.number(1_000_000))
        let object = RandomObjects.Expected(
            id: ObjectID(seconds: 1_700_000_000 + UInt32(random.number(5)), tail: tail), head: random.head())
        guard !expected.contains(where: { $0.id == object.id }) else { return }
        expected.append(object)
        try transaction.insert(type: type, id: object.id, identities: ["x"], head: object.head)
        for _ in 0..<random.number(4) { try addPart(expected.count - 1, in: transaction) }
    }

    mutating func addPart(_ index: Int, in transaction: any ObjectTransaction) throws {
        let list = random.pick(Array(GrowingList.allCases.filter { type.growingLists.contains($0) }))
        let (key, value) = random.part(list, targets: expected.map(\.id))
        let id = expected[index].id
        try transaction.addPart(of: type, id: id, list: list, key: key, value: value)
        let row = try transaction.parts(of: type, id: id, list: list, key: nil, limit: .max).last?.row ?? 0
        expected[index].parts[list, default: []].append((row, value))
    }

    mutating func change(in transaction: any ObjectTransaction) throws {
        let index = random.number(expected.count)
        switch random.number(6) {
        case 0:
            let head = random.head()
            expected[index].head = head
            try transaction.replaceHead(of: type, id: expected[index].id, identities: ["y"], head: head)
        case 1, 2: try addPart(index, in: transaction)
        case 3, 4: try changePart(index, removes: random.chance(60), in: transaction)
        default:
            guard expected.count > 40 else { return }
            try transaction.delete(type: type, id: expected.remove(at: index).id)
        }
    }

    private mutating func changePart(_ index: Int, removes: Bool, in transaction: any ObjectTransaction) throws {
        let lists = expected[index].parts.filter { !$0.value.isEmpty }.map(\.key).sorted { $0.rawValue < $1.rawValue }
        guard !lists.isEmpty else { return }
        let list = random.pick(lists)
        let place = random.number(expected[index].parts[list]?.count ?? 1)
        guard let old = expected[index].parts[list]?[place] else { return }
        let id = expected[index].id
        if removes {
            expected[index].parts[list]?.remove(at: place)
            try transaction.removePart(of: type, id: id, list: list, row: old.row)
        } else {
            let (key, value) = random.part(list, targets: expected.map(\.id))
            expected[index].parts[list]?[place].value = value
            try transaction.replacePart(of: type, id: id, list: list, part: ObjectPart(row: old.row, key: key, value: value))
        }
    }
}
