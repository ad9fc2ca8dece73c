package import Documents

/// What the shared part of the object store asks of an engine's tables, within one transaction on one connection.
package protocol ObjectReading {
    /// Classes with a larger number, ascending.
    func classes(after number: Int64) throws -> [(number: Int64, accessClass: AccessClass)]
    /// Rows in the order of the scan.
    func rows(_ scan: ObjectScan) throws -> [ObjectRow]
    /// How many rows a scan without limits has.
    func count(_ scan: ObjectScan) throws -> Int
    /// How many rows of a scan pass its tests, and keys of those of which the columns do not tell; nil for an engine that
    /// does not test while it reads.
    func tally(_ scan: ObjectScan) throws -> ObjectTally?
    /// The next objects of a walk; nil for an engine without the index.
    func positions(_ walk: ObjectWalk) throws -> [ObjectPosition]?
    /// A number that moves with every commit which changes an object; nil for an engine that has none.
    func generation() throws -> Int64?
    /// Objects of a type by class, from counters.
    func counts(ofType type: String) throws -> [Int64: Int]
    /// Rows of a type with some ids, with heads.
    func rows(ofType type: String, ids: [ObjectID]) throws -> [ObjectRow]
    /// Rows with some keys, with heads.
    func rows(keys: [Int64]) throws -> [ObjectRow]
    /// Keys, ascending, of objects with an entry that has one of these tokens and keeps them itself.
    func objects(withPartTokens tokens: [UInt64]) throws -> [Int64]
    /// Entries of some objects, by object, list and row.
    func parts(objects: [Int64], lists: [GrowingListNumber]) throws -> [PartRow]
    /// What is known of some objects of any type.
    func facts(_ ids: [ObjectID]) throws -> [ObjectFacts]
    /// What an error of the engine means.
    func failure(_ error: any Error) -> StorageError
}

extension ObjectReading {
    package func tally(_ scan: ObjectScan) throws -> ObjectTally? { nil }
    package func positions(_ walk: ObjectWalk) throws -> [ObjectPosition]? { nil }
    package func generation() throws -> Int64? { nil }
}

/// What the columns say of the rows of a scan.
package struct ObjectTally: Sendable {
    /// Rows that pass all tests.
    package var matching = 0
    /// Keys of rows with a NULL in a tested column and no test failed.
    package var undecided: [Int64] = []

    package init() {}
}

/// Which rows of one type to read.
package struct ObjectScan: Sendable {
    package var type: String
    /// What their tokens have to be like.
    package var condition: TokenCondition
    /// Whether the largest key comes first.
    package var isDescending = false
    /// Only keys after that one, in the order of the scan.
    package var after: Int64?
    /// Rows to leave out first.
    package var offset = 0
    package var limit = Int.max
    /// Whether heads are wanted.
    package var readsHeads = true
    /// Rows that fail one of these need not be given; NULL fails none.
    package var tests: [ColumnTest] = []
    /// When the scan has taken too long.
    package var end: ContinuousClock.Instant?

    package init(type: String, condition: TokenCondition) {
        self.type = type
        self.condition = condition
    }
}

/// A condition on the tokens of a row; the index answers it.
package indirect enum TokenCondition: Sendable, Equatable {
    case everything
    case nothing
    case has(UInt64)
    case and([TokenCondition])
    case or([TokenCondition])
    case not(TokenCondition)
}

/// The same with what commands need.
package protocol ObjectWriting: ObjectReading, AnalysisTables, PartDateWriting, NoticeWriting {
    /// The row with an id, whatever its type, held until the end of the transaction.
    func row(id: ObjectID) throws -> ObjectRow?
    /// Keys of the ids before and after.
    func neighbours(of id: ObjectID) throws -> (previous: Int64?, next: Int64?)
    /// Whether a key is taken.
    func isTaken(_ key: Int64) throws -> Bool
    /// Keys under a natural key; holds the natural key until the end of the transaction.
    func objects(withIdentity identity: Int64) throws -> [Int64]
    func addIdentity(_ identity: Int64, object: Int64) throws
    func removeIdentity(_ identity: Int64, object: Int64) throws
    /// Number of a class, made when it is new.
    func number(of accessClass: AccessClass) throws -> Int64

    func insert(_ row: ObjectRow, tokens: Set<UInt64>) throws
    /// Writes all columns but key, id and type; the head only where it is not empty.
    func update(_ row: ObjectRow, from old: Set<UInt64>, to new: Set<UInt64>) throws
    /// Deletes the row; its entries and natural keys are gone by then.
    func delete(_ row: ObjectRow, tokens: Set<UInt64>) throws
    /// Moves the counter of objects by type and class.
    func count(type: String, accessClass: Int64, by amount: Int64) throws

    /// Entries of one list in the order of arrival.
    func parts(object: Int64, list: GrowingListNumber, key: String?, limit: Int) throws -> [PartRow]
    /// One entry.
    func part(object: Int64, list: GrowingListNumber, row: Int64) throws -> PartRow?
    /// Entries whose tokens are kept with the object's.
    func inlineParts(object: Int64) throws -> [PartRow]
    /// Largest row number of a list; 0 when it is empty.
    func lastPart(object: Int64, list: GrowingListNumber) throws -> Int64
    /// Whether there is an entry of that key and level.
    func hasPart(object: Int64, list: GrowingListNumber, key: String, level: Int64) throws -> Bool
    /// Tokens of an entry are given when it keeps them itself.
    func insert(_ part: PartRow, tokens: Set<UInt64>?) throws
    func update(_ part: PartRow, from old: Set<UInt64>?, to new: Set<UInt64>?) throws
    func delete(_ part: PartRow, tokens: Set<UInt64>?) throws

    func linkFile(id: ObjectID, sha256: [UInt8], owner: ObjectID) throws -> Bool
    func file(_ id: ObjectID) throws -> FileReference?
    func unlinkFile(_ id: ObjectID) throws
    /// Moves the counter of a bucket or sector.
    func count(_ counter: TagCounter, by amount: Int64) throws
    func audit(_ entry: ObjectAudit, at time: Timestamp) throws
}
