import Documents
import Model
import Storage

/// `ticket_add`, `ticket_update`, `ticket_remove` (crits-actions.md 4.1 to 4.3).
enum TicketActions {
    static func add(_ context: inout ActionContext) throws -> Document? {
        let ticket = try context.arguments.dictionary("ticket")
        let numbers = try ticket.list("ticket_number")
        guard !numbers.isEmpty else { throw ActionRefusal.missing("ticket_number") }
        let wished = try ticket.optionalDate("date") ?? context.now
        var entry: Document?
        for number in numbers where try context.parts(.tickets, key: number).isEmpty {
            let date = try context.freeDate(wished, in: .tickets)
            let value = TicketActions.entry(number, by: context.caller, date: date)
            try context.add(value, to: .tickets, key: number)
            entry = value
        }
        return entry
    }

    static func update(_ context: inout ActionContext) throws -> Document? {
        let ticket = try context.arguments.dictionary("ticket")
        let date = try ticket.date("date")
        let number = try ticket.filledText("ticket_number")
        let part = try find(date, in: context)
        let value = entry(number, by: context.caller, date: date)
        try context.move(part, in: .tickets, key: number, to: value)
        return value
    }

    static func remove(_ context: inout ActionContext) throws -> Document? {
        guard let date = try context.arguments.optionalDate("date") else { throw ActionRefusal.wrongType }
        try context.remove(try find(date, in: context), from: .tickets)
        return nil
    }

    private static func find(_ date: Timestamp, in context: ActionContext) throws -> ObjectPart {
        guard let part = try context.parts(.tickets, at: date).first else {
            throw ActionRefusal("Could not find ticket.")
        }
        return part
    }

    private static func entry(_ number: String, by caller: Caller, date: Timestamp) -> Document {
        ["analyst": .string(caller.username), "date": .date(date), "ticket_number": .string(number)]
    }
}
