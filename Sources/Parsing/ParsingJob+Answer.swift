public import Documents

extension ParsingJob {
    /// Does the job; a failure is an answer with the key `error`.
    public func answer(to content: [UInt8]) -> [UInt8] {
        do throws(ParsingError) {
            switch self {
            case .identify:
                let kind = try FileKindDetector().kind(of: content)
                return ParsingJob.line(["filetype": .string(kind.filetype), "mimetype": .string(kind.mimetype)])
            case .archive(let password):
                let members = try ArchiveReader().members(of: content, password: password)
                let list = members.map { member -> DocumentValue in
                    .document(["name": .string(member.name), "size": .integer(Int64(member.content.count))])
                }
                return ParsingJob.line(["members": .list(list)]) + members.flatMap(\.content)
            }
        } catch {
            return ParsingJob.line(["error": .string(error.description)])
        }
    }

    private static func line(_ document: Document) -> [UInt8] { StoredDocument.encode(document) + [0x0A] }
}
