package import Model
internal import Synchronization

/// The classes of a store that this process has seen.
package final class AccessClasses: Sendable {
    private let known = Mutex<AccessClassList>(AccessClassList())

    package init() {}

    /// All classes that the transaction of some tables sees. Classes are numbered in the order of their commits.
    package func current(_ tables: any ObjectReading) throws -> AccessClassList {
        var list = known.withLock { $0 }
        let newer = try tables.classes(after: list.last)
        guard !newer.isEmpty else { return list }
        for (number, accessClass) in newer { list.add(accessClass, number: number) }
        let result = list
        known.withLock { known in
            if result.last > known.last { known = result }
        }
        return list
    }
}

/// Some classes by number.
package struct AccessClassList: Sendable {
    package private(set) var byNumber: [Int64: AccessClass] = [:]
    /// The largest number; 0 when there are none.
    package private(set) var last: Int64 = 0

    package mutating func add(_ accessClass: AccessClass, number: Int64) {
        byNumber[number] = accessClass
        last = max(last, number)
    }

    /// Numbers of the classes whose objects a reader sees.
    package func visible(to reader: ObjectReader) -> Set<Int64> {
        Set(byNumber.lazy.filter { $0.value.isVisible(to: reader) }.map(\.key))
    }

    /// Numbers of the classes with one of these sources.
    package func having(sources: Set<String>) -> [Int64] {
        byNumber.filter { $0.value.pairs.contains { sources.contains($0.source) } }.map(\.key).sorted()
    }
}
