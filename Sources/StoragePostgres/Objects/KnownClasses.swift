import Storage

/// Access classes that commands have met. They are numbered from 1 without gaps, in the order of their commits, and stay.
struct KnownClasses: Sendable {
    private var all: [AccessClass] = []
    /// By their texts, which tell apart what strings take for equal.
    private var numbers: [[UInt8]: Int64] = [:]

    /// The largest number; 0 when there are none.
    var last: Int64 { Int64(all.count) }

    /// Adds the class that follows the last one.
    mutating func add(_ accessClass: AccessClass, number: Int64) {
        guard number == last + 1 else { return }
        all.append(accessClass)
        numbers[Array(accessClass.text.utf8)] = number
    }

    func number(of accessClass: AccessClass) -> Int64? { numbers[Array(accessClass.text.utf8)] }

    /// Those with a larger number, ascending.
    func after(_ number: Int64) -> [(number: Int64, accessClass: AccessClass)] {
        guard number < last else { return [] }
        let start = Int(max(0, number))
        return all[start...].enumerated().map { (Int64(start + $0.offset + 1), $0.element) }
    }
}
