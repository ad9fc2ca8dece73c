import Documents
import Intelligence

extension WorkerPool: FileParsing {
    /// Files that one job identifies, and the bytes that it is sent for them.
    private static let batchCount = 200
    private static let batchBytes = 8 << 20

    func kinds(of beginnings: [[UInt8]]) async -> [(filetype: String, mimetype: String)] {
        var kinds: [(filetype: String, mimetype: String)] = []
        while kinds.count < beginnings.count {
            var batch = beginnings[kinds.count...].prefix(WorkerPool.batchCount)
            while batch.count > 1, batch.reduce(0, { $0 + $1.count }) > WorkerPool.batchBytes { batch = batch.prefix(batch.count / 2) }
            kinds += await self.kinds(ofBatch: Array(batch))
        }
        return kinds
    }

    /// The kinds of some files in one job. Where the worker dies of one of them, each gets a job of its own.
    private func kinds(ofBatch batch: [[UInt8]]) async -> [(filetype: String, mimetype: String)] {
        guard let (answer, _) = try? await run(.identify(sizes: batch.map(\.count)), batch.flatMap { $0 }),
            let kinds = answer["kinds"]?.list, kinds.count == batch.count
        else {
            var kinds: [(filetype: String, mimetype: String)] = []
            guard batch.count > 1 else { return [("Unavailable", "Unavailable")] }
            for beginning in batch { kinds += await self.kinds(ofBatch: [beginning]) }
            return kinds
        }
        return kinds.map { kind in
            (kind.document?["filetype"]?.string ?? "Unavailable", kind.document?["mimetype"]?.string ?? "Unavailable")
        }
    }

    func members(of archive: [UInt8], password: String?) async throws -> [(name: String, content: [UInt8])] {
        let (answer, rest) = try await run(.archive(password: password), archive)
        var contents = AnnouncedContents(rest)
        return try (answer["members"]?.list ?? []).map { member in
            guard let name = member.document?["name"]?.string else { throw AnnouncedContents.damage }
            return (name, try contents.next(size: member.document?["size"]))
        }
    }

    func mail(in content: [UInt8], form: MailForm) async throws -> ReadMail {
        let (answer, rest) = try await run(.mail(form), content)
        guard let fields = answer["fields"]?.document else { throw AnnouncedContents.damage }
        var contents = AnnouncedContents(rest)
        let parts = try (answer["parts"]?.list ?? []).map { part in
            guard let name = part.document?["name"]?.string, let isInline = part.document?["inline"]?.boolean else {
                throw AnnouncedContents.damage
            }
            return ReadMail.Part(name: name, content: try contents.next(size: part.document?["size"]), isInlineText: isInline)
        }
        return ReadMail(fields: fields, parts: parts, notes: (answer["notes"]?.list ?? []).compactMap(\.string))
    }

    func picture(in content: [UInt8]) async throws -> ReadPicture {
        let (answer, rest) = try await run(.picture, content)
        guard let width = answer["width"]?.integer, let height = answer["height"]?.integer else { throw AnnouncedContents.damage }
        var contents = AnnouncedContents(rest)
        return ReadPicture(
            width: width, height: height, image: try contents.next(size: answer["image"]),
            thumbnail: try contents.next(size: answer["thumbnail"]))
    }

    func analysers() async throws -> [AnalyserDescription] {
        let (answer, _) = try await run(.analysers, [])
        return try (answer["analysers"]?.list ?? []).map { entry in
            guard let description = entry.document.flatMap(AnalyserDescription.init) else { throw AnnouncedContents.damage }
            return description
        }
    }

    func analysis(of content: [UInt8], by analyser: String, config: Document) async throws -> ReadAnalysis {
        let (answer, rest) = try await run(.analyse(analyser: analyser, config: config), content)
        var contents = AnnouncedContents(rest)
        let files = try (answer["files"]?.list ?? []).map { file in
            guard let name = file.document?["name"]?.string else { throw AnnouncedContents.damage }
            return ReadAnalysis.File(name: name, content: try contents.next(size: file.document?["size"]))
        }
        return ReadAnalysis(
            results: (answer["results"]?.list ?? []).compactMap(\.document), log: (answer["log"]?.list ?? []).compactMap(\.document),
            failed: answer["failed"]?.boolean ?? false, files: files)
    }
}
