import HTTPTypes

/// Splits a `multipart/form-data` body into its parts while it arrives (RFC 7578); keeps no more than a part's head and a
/// piece shorter than the boundary.
struct MultipartParser {
    /// What was found in the bytes so far.
    enum Event: Equatable {
        /// A part starts; the file name is nil for a plain field.
        case begin(name: String, fileName: String?)
        /// Content of the part that started last.
        case data([UInt8])
        case end
    }

    /// What is wrong with a body; each is the client's fault.
    enum Problem: Error, Equatable, CustomStringConvertible {
        case noBoundary, unterminated, headTooLong, tooManyParts, partWithoutName

        var description: String {
            switch self {
            case .noBoundary: "The Content-Type names no usable boundary."
            case .unterminated: "The multipart body ends before its closing boundary."
            case .headTooLong: "The head of a part is longer than 16 KiB."
            case .tooManyParts: "The multipart body has more than 1000 parts."
            case .partWithoutName: "A part has no Content-Disposition with a name."
            }
        }
    }

    private enum State { case preamble, delimiter, head, content, finished }

    private static let maximumHead = 16 * 1_024
    private static let maximumParts = 1_000

    /// CR LF, two hyphens, the boundary.
    private let delimiter: [UInt8]
    private var buffer: [UInt8]
    private var state = State.preamble
    private var parts = 0

    /// A parser for the boundary that a `Content-Type` names, 1 to 70 characters.
    init(contentType: String) throws {
        guard let boundary = HeaderParameters(contentType)["boundary"], (1...70).contains(boundary.utf8.count) else {
            throw Problem.noBoundary
        }
        delimiter = Array("\r\n--".utf8) + Array(boundary.utf8)
        // The first boundary has no line end before it.
        buffer = [0x0D, 0x0A]
    }

    /// Takes the next bytes of the body.
    mutating func feed(_ bytes: some Collection<UInt8>) throws -> [Event] {
        buffer.append(contentsOf: bytes)
        var events: [Event] = []
        var position = 0
        while let next = try step(from: position, &events) { position = next }
        buffer.removeFirst(min(consumed(after: position, &events), buffer.count))
        return events
    }

    /// Says that the body is over.
    func finish() throws {
        guard state == .finished else { throw Problem.unterminated }
    }

    /// One step of the grammar; nil when more bytes are needed.
    private mutating func step(from position: Int, _ events: inout [Event]) throws -> Int? {
        switch state {
        case .finished: return nil
        case .preamble, .content:
            guard let found = find(delimiter, from: position) else { return nil }
            if state == .content {
                if found > position { events.append(.data(Array(buffer[position..<found]))) }
                events.append(.end)
            }
            state = .delimiter
            return found + delimiter.count
        case .delimiter:
            guard buffer.count >= position + 2 else { return nil }
            if buffer[position] == 0x2D, buffer[position + 1] == 0x2D {
                state = .finished
                return buffer.count
            }
            guard let end = find([0x0D, 0x0A], from: position) else {
                if buffer.count - position > MultipartParser.maximumHead { throw Problem.headTooLong }
                return nil
            }
            state = .head
            // The line end stays, so that a head without fields ends at once.
            return end
        case .head:
            guard let end = find([0x0D, 0x0A, 0x0D, 0x0A], from: position) else {
                if buffer.count - position > MultipartParser.maximumHead { throw Problem.headTooLong }
                return nil
            }
            parts += 1
            guard parts <= MultipartParser.maximumParts else { throw Problem.tooManyParts }
            events.append(try MultipartParser.begin(of: buffer[position..<end]))
            state = .content
            return end + 4
        }
    }

    /// Gives out content that can't be part of a boundary; tells how many bytes are done with.
    private func consumed(after position: Int, _ events: inout [Event]) -> Int {
        switch state {
        case .finished: return buffer.count
        case .delimiter, .head: return position
        case .preamble, .content:
            let kept = max(position, buffer.count - delimiter.count + 1)
            if state == .content, kept > position { events.append(.data(Array(buffer[position..<kept]))) }
            return kept
        }
    }

    private func find(_ needle: [UInt8], from start: Int) -> Int? {
        buffer.withUnsafeBufferPointer { bytes in
            var position = start
            while position + needle.count <= bytes.count {
                guard let candidate = bytes[position...(bytes.count - needle.count)].firstIndex(of: needle[0]) else { return nil }
                if bytes[candidate..<(candidate + needle.count)].elementsEqual(needle) { return candidate }
                position = candidate + 1
            }
            return nil
        }
    }

    private static func begin(of head: ArraySlice<UInt8>) throws -> Event {
        for line in String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "content-disposition" else { continue }
            let parameters = HeaderParameters(String(line[line.index(after: colon)...]))
            guard let name = parameters["name"] else { break }
            return .begin(name: name, fileName: parameters["filename*"].flatMap(HeaderParameters.extended) ?? parameters["filename"])
        }
        throw Problem.partWithoutName
    }
}
