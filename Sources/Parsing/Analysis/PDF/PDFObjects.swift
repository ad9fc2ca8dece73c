/// The objects of a PDF as they follow each other, without the table of places, which hostile files get wrong on purpose.
struct PDFObjects {
    /// A numbered object.
    struct Object {
        let number: Int
        let generation: Int
        /// From the number to the end of the object.
        let content: ArraySlice<UInt8>
        /// Without the stream.
        let dictionary: ArraySlice<UInt8>
        /// As it stands in the file.
        let stream: ArraySlice<UInt8>?
    }

    private static let maximumObjects = 3_000
    private static let begin = Array("obj".utf8)
    private static let end = Array("endobj".utf8)
    private static let streamBegin = Array("stream".utf8)
    private static let streamEnd = Array("endstream".utf8)

    private let file: ByteReader
    /// A mark that is missing once is not looked for again: many objects without ends would cost the square of the size.
    private var hasEnds = true
    private var hasStreamEnds = true
    private(set) var objects: [Object] = []
    /// Whether there are more objects than were read.
    private(set) var isCut = false

    /// Finds all objects.
    init(_ bytes: [UInt8]) {
        file = ByteReader(bytes)
        var position = 0
        while let found = file.firstOffset(of: PDFObjects.begin, from: position) {
            position = found + PDFObjects.begin.count
            guard let head = head(before: found) else { continue }
            guard objects.count < PDFObjects.maximumObjects else {
                isCut = true
                return
            }
            position = addObject(head, body: position)
        }
    }

    /// Where the object's number begins, and its two numbers.
    private func head(before offset: Int) -> (start: Int, number: Int, generation: Int)? {
        guard let generation = number(before: offset), let number = number(before: generation.start) else { return nil }
        return (number.start, number.value, generation.value)
    }

    /// The number that ends before an offset, with spaces between; never longer than ten digits and twenty spaces.
    private func number(before offset: Int) -> (start: Int, value: Int)? {
        var end = offset
        while end > max(0, offset - 20), let byte = file.u8(end - 1), PDFSyntax.isSpace(UInt8(byte)) { end -= 1 }
        var start = end
        while start > max(0, end - 10), let byte = file.u8(start - 1), PDFSyntax.isDigit(UInt8(byte)) { start -= 1 }
        guard end < offset, start < end, let value = Int(HostileText.latin1(file.slice(start, upTo: end - start))) else { return nil }
        return (start, value)
    }

    /// Where to go on.
    private mutating func addObject(_ head: (start: Int, number: Int, generation: Int), body: Int) -> Int {
        var end = hasEnds ? file.firstOffset(of: PDFObjects.end, from: body) : nil
        if end == nil { hasEnds = false }
        var stream: ArraySlice<UInt8>?
        var dictionaryEnd = end ?? min(file.count, body + 65_536)
        if let start = file.firstOffset(of: PDFObjects.streamBegin, from: body, before: dictionaryEnd) {
            stream = self.stream(at: start + PDFObjects.streamBegin.count, dictionary: file.slice(body, upTo: start - body))
            dictionaryEnd = start
            // What looks like an end may have been part of the stream.
            if let stream, let found = end, stream.endIndex - file.bytes.startIndex > found {
                end = file.firstOffset(of: PDFObjects.end, from: stream.endIndex - file.bytes.startIndex)
            }
        }
        let last = end.map { $0 + PDFObjects.end.count } ?? dictionaryEnd
        objects.append(
            Object(
                number: head.number, generation: head.generation, content: file.slice(head.start, upTo: last - head.start),
                dictionary: file.slice(body, upTo: dictionaryEnd - body), stream: stream))
        return max(last, body)
    }

    /// By the length that the dictionary says, where an end follows it, else up to the next end.
    private mutating func stream(at offset: Int, dictionary: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var start = offset
        if file.u8(start) == 13 { start += 1 }
        if file.u8(start) == 10 { start += 1 }
        if let length = PDFDictionary(dictionary).number(of: "/Length"),
            file.firstOffset(of: PDFObjects.streamEnd, from: start + length, before: start + length + PDFObjects.streamEnd.count + 4) != nil
        {
            return file.slice(start, upTo: length)
        }
        guard hasStreamEnds, let end = file.firstOffset(of: PDFObjects.streamEnd, from: start) else {
            hasStreamEnds = false
            return nil
        }
        return file.slice(start, upTo: end - start)
    }
}
