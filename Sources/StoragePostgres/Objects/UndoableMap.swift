/// A dictionary that can take back what was set since the last ``keep()``, at the cost of what was set.
struct UndoableMap<Key: Hashable, Value> {
    private(set) var values: [Key: Value] = [:]
    private var earlier: [(key: Key, value: Value?)] = []

    subscript(key: Key) -> Value? {
        get { values[key] }
        set {
            earlier.append((key, values[key]))
            values[key] = newValue
        }
    }

    /// What was set so far stays.
    mutating func keep() { earlier.removeAll(keepingCapacity: true) }

    /// Takes back what was set since.
    mutating func undo() {
        for change in earlier.reversed() { values[change.key] = change.value }
        earlier.removeAll(keepingCapacity: true)
    }
}
