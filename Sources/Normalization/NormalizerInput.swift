internal import Documents
internal import Model

/// What a channel's function is given: the message and the operator's choices.
struct NormalizerInput: Sendable {
    let message: ReceivedMessage
    let options: NormalizationOptions

    /// The time of receipt, `submit` in normalization.md.
    var received: Timestamp { message.received }

    /// The payload, which must be one JSON object (3.5).
    func object() throws(NormalizationError) -> JSONView {
        let text: JSONText
        do throws(JSONError) {
            text = try JSONText(message.payload)
        } catch {
            throw .notJSON(error)
        }
        let root = text.root
        guard root.kind == .object else { throw .notAnObject }
        return root
    }

    /// The attacker's address, unwrapped (3.1); nil when it is private and such sources are not kept, which ends the
    /// work on the message whatever else is wrong with it (2.3).
    func source(_ text: String) -> String? {
        let address = IPLiteral.unwrapped(text)
        if !options.keepPrivateSources, IPLiteral(address)?.isPrivate == true { return nil }
        return address
    }
}
