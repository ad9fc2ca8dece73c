import Accounts
import Documents
import HTTPTypes
import Intelligence
import Storage

/// Takes the parts of a multipart body: texts into memory, the file into the store. The file of a client that did not say yet
/// who it is stays in memory, as far as there is room for strangers.
struct MultipartReader {
    private enum Part {
        case none
        case text(name: String, bytes: [UInt8])
        case file(UploadReceiver)
        case held(Held)
        /// A file part of another name.
        case ignored
    }

    /// The content of a stranger.
    private struct Held {
        let fileName: String
        var bytes: [UInt8] = []
    }

    private let store: any BlobStore
    private let maximumUpload: Int64
    private let isSample: Bool
    /// Whether the request may bring a file at all; one that may not is read and forgotten, and the command says why.
    private let mayUpload: @Sendable (Caller) -> Bool
    private(set) var admission: Admission
    private(set) var values = Document()
    private(set) var upload: UploadReceiver.Result?
    private var held: Held?
    private var part = Part.none
    private var bytesInMemory = 0

    init(store: any BlobStore, maximumUpload: Int64, isSample: Bool, admission: Admission, mayUpload: @escaping @Sendable (Caller) -> Bool)
    {
        self.store = store
        self.maximumUpload = maximumUpload
        self.isSample = isSample
        self.mayUpload = mayUpload
        self.admission = admission
    }

    mutating func take(_ event: MultipartParser.Event) async throws {
        switch event {
        case .begin(let name, let fileName?):
            guard name == "filedata" else {
                part = .ignored
                return
            }
            guard upload == nil, held == nil else { throw Refusal.threat(.badRequest, "filedata is given more than once.") }
            try await admission.admit(values)
            if let principal = admission.principal, !mayUpload(Caller(principal.access)) {
                part = .ignored
                return
            }
            part = admission.hasRoom ? .file(try await receiver(fileName)) : .held(Held(fileName: fileName))
        case .begin(let name, nil): part = .text(name: name, bytes: [])
        case .data(let bytes): try await append(bytes)
        case .end: try await endPart()
        }
    }

    /// Stores what was held back, after the last part; throws 401 when it is a stranger's still.
    mutating func finish() async throws {
        guard let held else { return }
        try await admission.decide(values)
        var receiver = try await receiver(held.fileName)
        try await receiver.take(held.bytes)
        upload = try await receiver.finish()
    }

    private func receiver(_ fileName: String) async throws -> UploadReceiver {
        try await UploadReceiver(store: store, fileName: fileName, isSample: isSample)
    }

    /// Gives up what has arrived of a file.
    func discard() async throws {
        if case .file(let receiver) = part { try await receiver.discard() }
    }

    private mutating func append(_ bytes: [UInt8]) async throws {
        switch part {
        case .none, .ignored: break
        case .text(let name, var text):
            try hold(bytes.count)
            part = .none
            text.append(contentsOf: bytes)
            part = .text(name: name, bytes: text)
        case .held(var content):
            try hold(bytes.count)
            part = .none
            content.bytes.append(contentsOf: bytes)
            part = .held(content)
        case .file(var receiver):
            guard receiver.received + Int64(bytes.count) <= maximumUpload else {
                throw Refusal.threat(.contentTooLarge, "filedata is longer than \(maximumUpload) bytes.")
            }
            part = .none
            try await receiver.take(bytes)
            part = .file(receiver)
        }
    }

    private mutating func hold(_ count: Int) throws {
        bytesInMemory += count
        guard admission.hasRoom || bytesInMemory <= Admission.maximumUnknown else { throw Admission.tooLong }
        guard bytesInMemory <= RequestBody.maximumText else {
            throw Refusal.threat(.contentTooLarge, "The fields are longer than \(RequestBody.maximumText) bytes.")
        }
    }

    private mutating func endPart() async throws {
        switch part {
        case .none, .ignored: break
        case .text(let name, let bytes): values[name] = .string(String(decoding: bytes, as: UTF8.self))
        case .held(let content): held = content
        case .file(var receiver):
            upload = try await receiver.finish()
            held = nil
        }
        part = .none
    }
}
