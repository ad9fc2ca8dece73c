import ArgumentParser
import Documents
import Storage

/// `waggle status`: how much there is.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows rows per kind, sensors and when they were last seen.")

    @OptionGroup var storeOptions: StoreOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await storeOptions.withStore { store in
            let status = try await store.status()
            let sensors = try await store.sensorActivity()
            let retention = try await RetentionStatus(store)
            let spooled = SpoolFiles.count(in: storeOptions.directory(try storeOptions.configuration()))
            if json {
                Console.print(Status.json(status, sensors, retention, spoolBytes: spooled))
            } else {
                Status.table(status, sensors, retention, spoolBytes: spooled)
            }
        }
    }

    private static func json(_ status: StoreStatus, _ sensors: [SensorActivity], _ retention: RetentionStatus, spoolBytes: Int) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("engine")
        writer.string(status.engine)
        for (name, count) in Status.counts(status) {
            writer.name(text: name)
            writer.integer(count)
        }
        writer.name("errors")
        writer.beginObject()
        for (channel, count) in status.errors.sorted(by: { $0.key < $1.key }) {
            writer.name(text: channel)
            writer.integer(count)
        }
        writer.endObject()
        writer.name("spool")
        writer.integer(spoolBytes)
        writer.name("size")
        writer.integer(status.size)
        retention.write(to: &writer)
        writer.name("objects")
        writer.beginObject()
        writer.endObject()
        writer.name("sensors")
        writer.beginArray()
        for sensor in sensors {
            writer.beginObject()
            writer.name("ident")
            writer.string(sensor.ident)
            writer.name("last_seen")
            writer.timestamp(sensor.lastSeen)
            writer.name("messages")
            writer.integer(sensor.messages)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func counts(_ status: StoreStatus) -> [(String, Int)] {
        [
            ("raw", status.messages), ("sessions", status.sessions), ("urls", status.urls), ("files", status.files),
            ("dorks", status.dorks),
        ]
    }

    private static func table(_ status: StoreStatus, _ sensors: [SensorActivity], _ retention: RetentionStatus, spoolBytes: Int) {
        Console.print("engine    \(status.engine)")
        Console.print("size      \(status.size / 1_048_576) MiB")
        Console.print("spool     \(spoolBytes) bytes")
        retention.print()
        var rows = TextTable(["KIND", "ROWS"])
        for (name, count) in counts(status) { rows.append([name, "\(count)"]) }
        rows.print()
        if !status.errors.isEmpty {
            var errors = TextTable(["CHANNEL", "IN ERROR"])
            for (channel, count) in status.errors.sorted(by: { $0.key < $1.key }) { errors.append([channel, "\(count)"]) }
            errors.print()
        }
        var table = TextTable(["SENSOR", "LAST SEEN (UTC)", "MESSAGES"])
        for sensor in sensors { table.append([sensor.ident, "\(sensor.lastSeen)", "\(sensor.messages)"]) }
        table.print()
    }
}
