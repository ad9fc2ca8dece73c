import Collection
import Documents
import Intelligence

/// The documents of one file of a dump, and what came of them so far.
struct CritsReading {
    /// What became of a document, with the place of the document.
    struct Item<Value> {
        let place: String
        let value: Value
    }

    private var reader: DumpReader
    private let watch: ImportWatch
    /// What came of the file.
    var counts = ImportCounts()
    /// How a fault names the document that was read last: by its id, else by its first byte.
    private(set) var place = ""
    /// Bytes of the document that was read last.
    private(set) var bytes = 0

    init(_ reader: DumpReader, _ watch: ImportWatch) {
        self.reader = reader
        self.watch = watch
    }

    /// The next document that can be read; nil at the end.
    mutating func next() throws -> BSONDocument? {
        while let (offset, bytes) = try reader.next() {
            counts.bytes = reader.bytesRead
            self.bytes = bytes.count
            place = "the document at byte \(offset)"
            do throws(DumpFault) {
                let document = try reader.document(bytes)
                if let id = try? CritsDocument.id(of: document) { place = "the document \(id)" }
                return document
            } catch {
                refuse(error)
            }
        }
        return nil
    }

    /// Counts a document that can't be taken, and names it with the reason.
    mutating func refuse(_ fault: some CustomStringConvertible, at place: String? = nil) {
        counts.refused += 1
        watch.complain("\(place ?? self.place): \(fault)")
    }

    /// The same for a fault of the file.
    mutating func refuse(_ fault: ImportFileError) {
        counts.refused += 1
        watch.complain(fault)
    }

    /// Draws the progress bar.
    func show() { watch.show(counts) }
}
