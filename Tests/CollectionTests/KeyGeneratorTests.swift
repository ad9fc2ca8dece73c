import Model
import Testing

@testable import Collection

@Suite struct KeyGeneratorTests {
    @Test func keysAscendThoughTheClockRunsBackwards() {
        var generator = KeyGenerator(node: 3, after: nil)
        var last: RecordKey?
        for second: UInt32 in [100, 100, 101, 90, 101, 102, 0, 103] {
            let key = generator.next(at: second)
            if let last { #expect(key > last) }
            #expect(key.node == 3 && key.position == 0)
            last = key
        }
        #expect(last?.seconds == 103)
    }

    @Test func aFullSecondBorrowsFromTheNext() {
        let full = RecordKey(seconds: 50, counter: RecordKey.countersPerSecond - 1, node: 0)
        var generator = KeyGenerator(node: 0, after: full)
        let key = generator.next(at: 50)
        #expect(key.seconds == 51 && key.counter == 0)
        #expect(generator.next(at: 50) > key)
    }

    @Test func goesOnAfterTheLastKey() {
        let last = RecordKey(seconds: 77, counter: 5, node: 0)
        var generator = KeyGenerator(node: 0, after: last)
        #expect(generator.next(at: 77) == RecordKey(seconds: 77, counter: 6, node: 0))
        #expect(generator.next(at: 80) == RecordKey(seconds: 80, counter: 0, node: 0))
    }
}
