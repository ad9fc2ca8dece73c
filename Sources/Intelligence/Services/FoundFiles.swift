import Crypto
import Documents
import Model
import Similarity
import Storage

/// Files that a service found, on their way to samples (crits-resources-2.md 14).
struct FoundFiles {
    /// Files of one run that become samples.
    private static let maximum = 200
    private static let chunkSize = 1 << 20
    private static let beginning = 64 << 10
    /// What a new sample is to the object that it was found in, by service, where it is not contained in it.
    private static let relationships = ["carver": "Contains", "upx": "Packed From"]

    /// The files, their contents sealed.
    let files: [UploadedFile]
    /// How many were left out.
    let skipped: Int

    /// Seals contents; none where their finder may not add samples.
    init(
        _ found: [ReadAnalysis.File], caller: Caller?, store: any BlobStore, parsing: any FileParsing
    ) async throws {
        guard let caller, caller.may("Sample.write") else {
            (files, skipped) = ([], found.count)
            return
        }
        let kept = found.prefix(Self.maximum).filter { !$0.content.isEmpty }
        let kinds = await parsing.kinds(of: kept.map { Array($0.content.prefix(Self.beginning)) })
        var sealed: [UploadedFile] = []
        for (file, kind) in zip(kept, kinds) { sealed.append(try await Self.seal(file, kind, store)) }
        files = sealed
        skipped = max(0, found.count - Self.maximum)
    }

    private static func seal(
        _ file: ReadAnalysis.File, _ kind: (filetype: String, mimetype: String), _ store: any BlobStore
    ) async throws -> UploadedFile {
        let sha256 = Array(SHA256.hash(data: file.content))
        let pending = try await store.beginBlob()
        for start in stride(from: 0, to: file.content.count, by: chunkSize) {
            try await store.appendBlob(pending, Array(file.content[start..<min(start + chunkSize, file.content.count)]))
        }
        try await store.sealBlob(pending, sha256: sha256, size: Int64(file.content.count))
        return UploadedFile(
            clientName: file.name, size: Int64(file.content.count),
            md5: Hexadecimal.encode(Array(Insecure.MD5.hash(data: file.content))),
            sha1: Hexadecimal.encode(Array(Insecure.SHA1.hash(data: file.content))), sha256: sha256,
            start: Array(file.content.prefix(16)), mimetype: kind.mimetype, filetype: kind.filetype,
            ssdeep: FuzzyHasher.hash(file.content).text)
    }

    /// Makes the samples, related to the object, with its sources and campaigns; gives an entry of the result for each.
    func store(as service: String, from parent: ObjectReference, in workspace: Workspace) throws -> [Document] {
        guard !files.isEmpty, let object = try workspace.load(parent.type, parent.id) else { return [] }
        let contribution = try contribution(of: object, service, workspace)
        // Where nobody supplied the content, nobody may have what is in it.
        if object.head["filedata"] != nil, contribution.sources.isEmpty { return [] }
        return try files.map { file in
            let outcome = try workspace.saveSample(file, SampleDetails(), contribution, relationships: nil)
            if let id = outcome.id, let type = ObjectTypes.named(outcome.type), id != parent.id {
                try workspace.relate(ObjectReference(type, id), Self.relationships[service] ?? "Contained Within", parent)
            }
            return ["subtype": "file_added", "result": .string(file.name), "md5": .string(file.md5)]
        }
    }

    /// The object's campaigns, and an instance of each of its sources at its strictest level; of an object with a file only those
    /// that supplied it (ruling 31).
    private func contribution(of object: ObjectDraft, _ service: String, _ workspace: Workspace) throws -> Contribution {
        var contribution = Contribution()
        contribution.campaigns = (object.head["campaign"]?.list ?? []).compactMap(\.document)
        guard object.type.growingLists.contains(.source) else { return contribution }
        var levels: [String: TLP] = [:]
        let hasFile = object.head["filedata"] != nil
        for entry in try workspace.sources(of: object) where entry.suppliesContent || !hasFile {
            levels[entry.name] = max(levels[entry.name] ?? .white, entry.tlp)
        }
        contribution.sources = levels.sorted { $0.key < $1.key }.map { name, tlp in
            SourceEntry(name: name, analyst: workspace.caller.username, method: service, tlp: tlp)
        }
        return contribution
    }
}
