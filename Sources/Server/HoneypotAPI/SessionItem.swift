import Accounts
import Documents
import Model
import Storage

/// How a session is shown to a caller.
struct SessionItem: Sendable {
    let showsID: Bool
    /// Whether the caller may see addresses of honeypots.
    let showsAddresses: Bool

    /// Level 70 and up (honeypot-api.md 3.2).
    static func showsAddresses(to context: ServerContext) -> Bool {
        context.principal?.access.reaches(70) == true
    }

    /// Writes the document.
    func write(_ stored: StoredSession, activities: [LinkedActivity]? = nil, to writer: inout JSONWriter) {
        let session = stored.session
        writer.beginObject()
        if showsID {
            writer.name("_id")
            writer.objectID(stored.id)
        }
        if let activities { write(activities, to: &writer) }
        if showsAddresses, let address = session.destinationIP {
            writer.name("destination_ip")
            writer.string(address)
        }
        if let port = session.destinationPort {
            writer.name("destination_port")
            writer.integer(port)
        }
        writer.name("honeypot")
        writer.string(session.honeypot)
        writer.name("hpfeed_id")
        writer.objectID(stored.messageID)
        writer.name("identifier")
        writer.string(stored.ident)
        if let `protocol` = session.protocol {
            writer.name("protocol")
            writer.string(`protocol`)
        }
        writer.name("source_ip")
        writer.string(session.sourceIP)
        if let port = session.sourcePort {
            writer.name("source_port")
            writer.integer(port)
        }
        writer.name("timestamp")
        writer.timestamp(session.timestamp)
        if showsAddresses {
            writer.rawMembers(session.details)
        } else {
            SessionRedaction.write(session.details, to: &writer)
        }
        writer.endObject()
    }

    private func write(_ activities: [LinkedActivity], to writer: inout JSONWriter) {
        writer.name("activities")
        writer.beginArray()
        for activity in activities {
            writer.beginObject()
            if let file = activity.file {
                writer.name("file_id")
                writer.objectID(file)
            }
            writer.name("kind")
            writer.string(activity.activity.kind.name)
            writer.name("value")
            writer.string(activity.activity.value)
            writer.endObject()
        }
        writer.endArray()
    }
}

/// Something done in a session, and the stored file whose hash it names.
struct LinkedActivity: Sendable {
    var activity: SessionActivity
    /// Nil until the file's bytes have arrived.
    var file: ObjectID?
}
