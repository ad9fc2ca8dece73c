/// The legacy `X..broker` channels, which tell who subscribes to and leaves `X` (`hpfeeds.md` section 8).
enum PresenceChannel {
    static let suffix = "..broker"

    /// The channel `name` tells about, nil when it is no presence channel.
    static func subject(of name: String) -> String? {
        name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : nil
    }
}

extension ConnectionStateMachine.Policy {
    func permitsPublish(to channel: String, by grant: Grant) -> Bool {
        guard allows != .subscribe else { return false }
        if offersPresence, PresenceChannel.subject(of: channel) != nil { return false }
        return grant.publish.contains(exactly: channel)
    }

    func permitsSubscribe(to channel: String, by grant: Grant) -> Bool {
        guard allows != .publish else { return false }
        if offersPresence, let subject = PresenceChannel.subject(of: channel) { return grant.subscribe.contains(exactly: subject) }
        return grant.subscribe.contains(exactly: channel)
    }
}

extension Set<String> {
    /// Membership by bytes. Swift's string equality also takes canonically equivalent spellings, the protocol's does not.
    func contains(exactly name: String) -> Bool {
        guard let index = firstIndex(of: name) else { return false }
        return self[index].utf8.elementsEqual(name.utf8)
    }
}
