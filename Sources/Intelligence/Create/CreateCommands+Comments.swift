import Documents
import Model
import Storage

extension CreateCommands {
    /// POST `comments`; its answers carry `success` (crits-resources-1.md 7).
    static func createComment(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        do {
            return try addComment(workspace, parameters)
        } catch let objection as Objection {
            throw Refusal(Outcome(code: 1, type: "Comment", message: objection.message, extra: ["success": false]))
        }
    }

    private static func addComment(_ workspace: Workspace, _ parameters: Parameters) throws -> Outcome {
        let typeName = try parameters.requiredText("object_type")
        let id = try parameters.requiredText("object_id")
        guard try parameters.text("comment") != nil, let comment = try parameters.untrimmedText("comment") else {
            throw Objection.missing("comment")
        }
        guard let type = ObjectTypes.topLevel(typeName) else { throw Objection("Invalid object type: \(typeName.shortened)") }
        guard workspace.caller.may("\(type.name).comments_add") else {
            throw Objection("You do not have permission to add comment to type \(type.name).")
        }
        guard let object = try workspace.visible(type, id: id) else { throw Objection("Object not found: \(id.shortened)") }

        var draft = workspace.start(ObjectTypes.comment)
        let caller = workspace.caller
        let instance: Document = [
            "analyst": .string(caller.username), "date": .date(workspace.now), "method": "", "reference": "", "tlp": "red",
        ]
        draft.head["source"] = .list([
            .document(["name": .string(caller.organization), "instances": .list([.document(instance)])])
        ])
        draft.set("comment", comment)
        draft.set("obj_type", type.name)
        draft.set("obj_id", object.id.description)
        draft.set("url_key", object.id.description)
        draft.set("analyst", caller.username)
        let mentions = Mentions(comment)
        draft.unite("users", with: mentions.users.filter(workspace.options.isUser))
        draft.unite("tags", with: mentions.tags)
        try workspace.save(&draft)
        try workspace.transaction.notify(
            NewNotice(
                kind: .commented, type: object.type, id: object.id, analyst: caller.username,
                mentioned: mentions.users.filter(workspace.options.isUser)))
        return Outcome(code: 0, type: "Comment", id: draft.id, message: "Comment added.", extra: ["success": true])
    }
}

/// The words after `@` and `#` in a comment, each once, in order (crits-resources-1.md 7.1).
struct Mentions: Equatable {
    private(set) var users: [String] = []
    private(set) var tags: [String] = []

    init(_ text: String) {
        let bytes = Array(text.utf8)
        var position = 0
        while position < bytes.count {
            let mark = bytes[position]
            position += 1
            guard mark == 0x40 || mark == 0x23 else { continue }
            let start = position
            while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
            guard position > start else { continue }
            let word = String(decoding: bytes[start..<position], as: UTF8.self)
            if mark == 0x40 { users.append(word) } else { tags.append(word) }
        }
        users = users.uniqued
        tags = tags.uniqued
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x5F: true
        default: false
        }
    }
}
