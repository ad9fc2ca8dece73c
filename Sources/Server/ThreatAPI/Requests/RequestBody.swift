import Documents
import HTTPTypes
import Hummingbird
import Intelligence
import NIOCore
import Storage

/// The body of a POST or PATCH: its parameters, and the file that came with it (crits-api.md 8.1).
struct RequestBody {
    /// Parameters by name; of repeated ones the last.
    var values = Document()
    /// The file part `filedata`.
    var upload: UploadReceiver.Result?

    /// Bytes of a body that is held in memory as a whole: JSON, urlencoded, and all text parts of a multipart body.
    static let maximumText = 32 << 20
    /// Fields of a form.
    private static let maximumFields = 10_000

    /// Reads the body; throws a ``Refusal`` with 400, 413 or 415, but 401 first where nobody is known to have sent it.
    init(
        _ request: Request, store: any BlobStore, maximumUpload: Int64, isSample: Bool, admission: inout Admission,
        mayUpload: @escaping @Sendable (Caller) -> Bool
    ) async throws {
        do {
            let reader = MultipartReader(
                store: store, maximumUpload: maximumUpload, isSample: isSample, admission: admission, mayUpload: mayUpload)
            try await read(request, reader, &admission)
        } catch let refusal as Refusal {
            if refusal.status == .badRequest || refusal.status == .unsupportedMediaType { try await admission.decide(values) }
            throw refusal
        }
        try await admission.decide(values)
    }

    private mutating func read(_ request: Request, _ empty: MultipartReader, _ admission: inout Admission) async throws {
        let contentType = request.headers[.contentType] ?? "application/json"
        switch HeaderParameters(contentType).value {
        case "multipart/form-data":
            try await readMultipart(request.body, contentType, empty, &admission)
        case "application/x-www-form-urlencoded":
            try readForm(try await RequestBody.collect(request.body, admission))
        case "application/json", "":
            try readJSON(try await RequestBody.collect(request.body, admission))
        case let other:
            throw Refusal.threat(.unsupportedMediaType, "The content type '\(other)' is not supported.")
        }
    }

    private static func collect(_ body: Hummingbird.RequestBody, _ admission: Admission) async throws -> [UInt8] {
        let limit = admission.hasRoom ? maximumText : Admission.maximumUnknown
        do {
            return Array(buffer: try await body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            guard admission.hasRoom else { throw Admission.tooLong }
            throw Refusal.threat(.contentTooLarge, "The body is longer than \(limit) bytes.")
        }
    }

    private mutating func readForm(_ bytes: [UInt8]) throws {
        guard bytes.count(where: { $0 == UInt8(ascii: "&") }) < RequestBody.maximumFields else {
            throw Refusal.threat(.contentTooLarge, "There are more than \(RequestBody.maximumFields) fields.")
        }
        values = Document(FormFields(String(decoding: bytes, as: UTF8.self)).pairs.map { .init(name: $0, value: .string($1)) })
        if values["filedata"] != nil { throw Refusal.threat(.badRequest, "Filedata only supported in multipart forms.") }
    }

    private mutating func readJSON(_ bytes: [UInt8]) throws {
        guard bytes.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return }
        do {
            values = try Document(json: try JSONText(bytes).root)
        } catch {
            throw Refusal.threat(.badRequest, "The body is not a JSON object: \(error)")
        }
    }

    private mutating func readMultipart(
        _ body: Hummingbird.RequestBody, _ contentType: String, _ empty: MultipartReader, _ admission: inout Admission
    ) async throws {
        var reader = empty
        do {
            var parser = try MultipartParser(contentType: contentType)
            for try await buffer in body {
                for event in try parser.feed(buffer.readableBytesView) { try await reader.take(event) }
            }
            try parser.finish()
            try await reader.finish()
        } catch {
            try? await reader.discard()
            if let problem = error as? MultipartParser.Problem { throw Refusal.threat(.badRequest, problem.description) }
            throw error
        }
        admission = reader.admission
        values = reader.values
        upload = reader.upload
    }
}
