internal import Documents

/// Natural keys of an object in one column: a JSON array.
package enum IdentityList {
    package static func encode(_ identities: [String]) -> [UInt8] {
        var writer = JSONWriter(capacity: 64)
        writer.beginArray()
        for identity in identities { writer.string(identity) }
        writer.endArray()
        return writer.take()
    }

    package static func decode(_ bytes: [UInt8]) -> [String] {
        guard let text = try? JSONText(bytes) else { return [] }
        return text.root.elements.compactMap(\.string)
    }
}
