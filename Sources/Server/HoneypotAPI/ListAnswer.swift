import Documents
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// A list as it is asked for: read by slices, written slice by slice, no handle of the store held while a client reads
/// (design decision 14).
struct ListAnswer<Item: Sendable>: Sendable {
    /// Name of the array.
    let name: StaticString
    /// Items wanted; 0 wants all.
    let limit: Int
    /// Where the list goes on; nil starts it.
    var after: Cursor?
    /// Time for a list that has to try every row; nil where an index answers (ruling 49).
    var budget: Duration?
    /// The address of the next page; nil where there are no cursors.
    var nextPage: (@Sendable (Cursor) -> String)?
    /// Reads a slice.
    let fetch: @Sendable (Page) async throws -> Slice<Item>
    /// Writes an item.
    let write: @Sendable (Item, inout JSONWriter) -> Void

    /// Bytes up to which an answer is made whole before it is sent, so that it has a length and late faults a status.
    private static var wholeBytes: Int { Page.maximumBytes }

    /// The answer. What fails before the first megabyte gets a status of its own; after that the connection breaks off.
    func response() async throws -> Response {
        var progress = Progress(remaining: limit == 0 ? Int.max : limit, cursor: after, deadline: budget.map { .now + $0 })
        var writer = JSONWriter(capacity: 16_384)
        writer.beginObject()
        writer.name(name)
        writer.beginArray()
        repeat {
            try await step(&progress, &writer)
        } while !progress.isDone && writer.bytes.count < Self.wholeBytes
        guard progress.isDone else { return stream(from: progress, writer.take()) }
        writer.endArray()
        writer.endObject()
        return Response.json(writer.bytes, headers: link(progress) ?? [:])
    }

    private struct Progress: Sendable {
        var remaining: Int
        var cursor: Cursor?
        var deadline: ContinuousClock.Instant?
        var hasItems = false
        var isDone = false
    }

    private func step(_ progress: inout Progress, _ writer: inout JSONWriter) async throws {
        if let deadline = progress.deadline, deadline < .now {
            throw StorageError(.tooExpensive, "the list took longer than its budget")
        }
        let page = Page(limit: min(progress.remaining, Page.maximumItems), after: progress.cursor)
        let slice = try await fetch(page)
        for item in slice.items { write(item, &writer) }
        progress.remaining -= slice.items.count
        progress.hasItems = progress.hasItems || !slice.items.isEmpty
        progress.cursor = slice.next
        progress.isDone = slice.next == nil || progress.remaining <= 0
    }

    private func stream(from start: Progress, _ beginning: [UInt8]) -> Response {
        let body = ResponseBody { [self] output in
            var progress = start
            try await output.write(ByteBuffer(bytes: beginning))
            var writer = JSONWriter(capacity: Page.maximumBytes)
            while !progress.isDone {
                // An empty value makes the writer put a comma before the next item.
                if progress.hasItems { writer.raw([]) }
                try await step(&progress, &writer)
                let bytes = writer.take()
                if !bytes.isEmpty { try await output.write(ByteBuffer(bytes: bytes)) }
            }
            try await output.write(ByteBuffer(string: "]}"))
            try await output.finish(link(progress))
        }
        var headers: HTTPFields = [.contentType: "application/json"]
        if nextPage != nil { headers[.trailer] = "Link" }
        return Response(status: .ok, headers: headers, body: body)
    }

    /// `Link` to the next page; nil at the end of the list and where there are no cursors.
    private func link(_ progress: Progress) -> HTTPFields? {
        guard let nextPage, let cursor = progress.cursor, let name = HTTPField.Name("Link") else { return nil }
        return [name: "<\(nextPage(cursor))>; rel=\"next\""]
    }
}

extension ListAnswer {
    /// A list that has no pages in the store and is small.
    static func whole(_ name: StaticString, _ items: [Item], _ write: (Item, inout JSONWriter) -> Void) -> Response {
        var writer = JSONWriter(capacity: 4_096)
        writer.beginObject()
        writer.name(name)
        writer.beginArray()
        for item in items { write(item, &writer) }
        writer.endArray()
        writer.endObject()
        return Response.json(writer.bytes)
    }
}

extension ListAnswer where Item == Never {
    /// A list in which nothing can be.
    static func empty(_ name: StaticString) -> Response {
        whole(name, []) { _, _ in }
    }
}
