public import Documents

extension ParsingJob {
    /// Does the job; a failure is an answer with the key `error`.
    public func answer(to content: [UInt8], with tools: ParsingTools) -> [UInt8] {
        do throws(ParsingError) {
            switch self {
            case .identify(let sizes): return ParsingJob.answer(with: try tools.kinds(of: content, sizes: sizes))
            case .archive(let password):
                let members = try ArchiveReader().members(of: content, password: password)
                let list = members.map { member -> DocumentValue in
                    .document(["name": .string(member.name), "size": .integer(Int64(member.content.count))])
                }
                return ParsingJob.line(["members": .list(list)]) + members.flatMap(\.content)
            case .mail(let form): return ParsingJob.answer(with: try MailReader().mail(of: content, form: form))
            case .picture: return ParsingJob.answer(with: try PictureReader().picture(in: content))
            case .analysers:
                return ParsingJob.line(["analysers": .list(Analysers.all.map { .document($0.description.document) })])
            case .analyse(let name, let config):
                guard let analyser = Analysers.all.first(where: { $0.description.name == name }) else {
                    throw ParsingError("there is no service \(name)")
                }
                return ParsingJob.answer(with: try analyser.analyse(content, config))
            }
        } catch {
            return ParsingJob.line(["error": .string(error.description)])
        }
    }

    private static func answer(with kinds: [FileKind?]) -> [UInt8] {
        let list = kinds.map { kind -> DocumentValue in
            guard let kind else { return .document(Document()) }
            return .document(["filetype": .string(kind.filetype), "mimetype": .string(kind.mimetype)])
        }
        return line(["kinds": .list(list)])
    }

    private static func answer(with mail: Mail) -> [UInt8] {
        let parts = mail.parts.map { part -> DocumentValue in
            .document([
                "name": .string(part.name), "size": .integer(Int64(part.content.count)), "inline": .boolean(part.isInlineText),
            ])
        }
        let notes = mail.notes.map(DocumentValue.string)
        return line(["fields": .document(mail.fields), "notes": .list(notes), "parts": .list(parts)]) + mail.parts.flatMap(\.content)
    }

    private static func answer(with picture: PictureReader.Picture) -> [UInt8] {
        let sizes: Document = [
            "width": .integer(Int64(picture.width)), "height": .integer(Int64(picture.height)),
            "image": .integer(Int64(picture.image.count)), "thumbnail": .integer(Int64(picture.thumbnail.count)),
        ]
        return line(sizes) + picture.image + picture.thumbnail
    }

    private static func answer(with analysis: Analysis) -> [UInt8] {
        let files = analysis.files.map { file -> DocumentValue in
            .document(["name": .string(file.name), "size": .integer(Int64(file.content.count))])
        }
        return line([
            "results": .list(analysis.results.map { .document($0) }), "log": .list(analysis.log.map { .document($0) }),
            "failed": .boolean(analysis.failed), "files": .list(files),
        ]) + analysis.files.flatMap(\.content)
    }

    private static func line(_ document: Document) -> [UInt8] { StoredDocument.encode(document) + [0x0A] }
}
