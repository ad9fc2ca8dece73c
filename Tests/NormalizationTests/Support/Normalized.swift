import Documents
import Model
import Normalization
import Testing

/// The time of receipt of all test messages.
let submit = "2026-11-22T15:00:00"

/// A message as a sensor would send it.
func message(_ channel: String, _ payload: [UInt8]) -> ReceivedMessage {
    ReceivedMessage(
        ident: "sensor", channel: channel, payload: payload, received: Timestamp(submit) ?? Timestamp(microseconds: 0))
}

/// The observations of a payload.
func observations(
    _ channel: String, _ payload: String, options: NormalizationOptions = NormalizationOptions()
) throws -> [Observation] {
    try Normalizer(options: options).normalize(message(channel, Array(payload.utf8)))
}

/// The documents of a payload, each `{collection: document}`.
func documents(
    _ channel: String, _ payload: String, options: NormalizationOptions = NormalizationOptions()
) throws -> [Document] {
    try observations(channel, payload, options: options).map(Document.init)
}

/// The only session of a payload.
func session(
    _ channel: String, _ payload: String, options: NormalizationOptions = NormalizationOptions(),
    at location: SourceLocation = #_sourceLocation
) throws -> Session {
    let found = try observations(channel, payload, options: options)
    let sessions = found.compactMap { observation -> Session? in
        if case .session(let session) = observation { session } else { nil }
    }
    try #require(sessions.count == 1, sourceLocation: location)
    return sessions[0]
}

/// The only session of a payload as a document.
func sessionDocument(
    _ channel: String, _ payload: String, options: NormalizationOptions = NormalizationOptions(),
    at location: SourceLocation = #_sourceLocation
) throws -> Document {
    let document = try Document(.session(session(channel, payload, options: options, at: location)))
    return try #require(document["session"], sourceLocation: location)
}

/// The text of the error that a payload must give.
func failure(
    _ channel: String, _ payload: String, options: NormalizationOptions = NormalizationOptions()
) -> String? {
    do {
        _ = try observations(channel, payload, options: options)
        return nil
    } catch let error as NormalizationError {
        return error.description
    } catch {
        return "another error: \(error)"
    }
}

let droppingPrivate = NormalizationOptions(keepPrivateSources: false)
