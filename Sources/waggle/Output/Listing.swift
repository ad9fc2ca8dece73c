import Documents

/// Rows for people as a table, or for scripts as a JSON array of objects.
struct Listing {
    enum Cell {
        case text(String)
        case number(Int)
        case none
        case flag(Bool)
        case list([String])
        case time(Timestamp?)
    }

    private let fields: [String]
    private let json: Bool
    private var rows: [[Cell]] = []

    init(_ fields: [String], json: Bool) {
        self.fields = fields
        self.json = json
    }

    mutating func append(_ row: [Cell]) {
        rows.append(row)
    }

    func print() {
        json ? printJSON() : printTable()
    }

    private func printTable() {
        var table = TextTable(fields.map { $0.uppercased().replacing("_", with: " ") })
        for row in rows {
            table.append(
                row.map { cell in
                    switch cell {
                    case .text(let text): text
                    case .number(let number): "\(number)"
                    case .none: "-"
                    case .flag(let flag): flag ? "yes" : "no"
                    case .list(let list): list.joined(separator: ",")
                    case .time(let time): time.map { "\($0)" } ?? "-"
                    }
                })
        }
        table.print()
    }

    private func printJSON() {
        var writer = JSONWriter()
        writer.beginArray()
        for row in rows {
            writer.beginObject()
            for (field, cell) in zip(fields, row) {
                writer.name(text: field)
                Listing.write(cell, to: &writer)
            }
            writer.endObject()
        }
        writer.endArray()
        Console.print(String(decoding: writer.bytes, as: UTF8.self))
    }

    private static func write(_ cell: Cell, to writer: inout JSONWriter) {
        switch cell {
        case .text(let text): writer.string(text)
        case .number(let number): writer.integer(number)
        case .none: writer.null()
        case .flag(let flag): writer.bool(flag)
        case .list(let list):
            writer.beginArray()
            for item in list { writer.string(item) }
            writer.endArray()
        case .time(let time?): writer.timestamp(time)
        case .time(nil): writer.null()
        }
    }
}
