/// What is remembered of one search and the present state of the objects.
struct Recollection {
    private let memory: SearchMemory
    private let generation: Int64
    private let matches: SearchKey
    private let order: SearchKey

    /// nil where the engine does not say when objects change.
    init?(_ memory: SearchMemory, _ query: ObjectQuery, _ tables: any ObjectReading) throws {
        guard query.ids == nil, let generation = try tables.generation() else { return nil }
        self.memory = memory
        self.generation = generation
        matches = SearchKey(query, isSorted: false)
        order = SearchKey(query, isSorted: true)
    }

    var total: Int? { memory.total(matches, generation: generation) }

    func remember(total: Int) { memory.remember(total: total, matches, generation: generation) }

    func anchor(before offset: Int) -> (offset: Int, cursor: String)? {
        memory.anchor(order, generation: generation, before: offset)
    }

    func remember(anchor: String, at offset: Int) {
        memory.remember(anchor: anchor, at: offset, order, generation: generation)
    }
}
