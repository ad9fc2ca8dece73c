import Documents
import Model

/// Ids of documents that several messages share, made from the first message and the position in it: the second of the
/// message, then 20 bits of its counter, 7 of its node, 16 of the position and 21 that check and tell the kinds apart.
///
/// So they are the same after every renormalisation, are in the order of first receipt, and lead straight to the row.
enum DerivedID {
    enum Kind: UInt64 {
        case url = 1
        case file = 2
        case dork = 3
    }

    /// The id of the document that came first from a place in a message.
    static func id(_ kind: Kind, key: Int64, position: Int) -> ObjectID {
        let key = RecordKey(rawValue: key)
        let place = UInt64(key.counter) << 23 | UInt64(key.node) << 16 | UInt64(position & 0xFFFF)
        return ObjectID(seconds: key.seconds, tail: place << 21 | check(kind, key.rawValue, place))
    }

    /// The id that a document kept from elsewhere, or the one of its place.
    static func id(_ kind: Kind, key: Int64, position: Int, kept: [UInt8]?) -> ObjectID {
        kept.flatMap { ObjectID(bytes: $0) } ?? id(kind, key: key, position: position)
    }

    /// The place that an id names; nil when it is of another kind.
    static func place(_ id: ObjectID, kind: Kind) -> (key: Int64, position: Int)? {
        let place = id.tail >> 21
        let key = RecordKey(seconds: id.seconds, counter: Int(place >> 23), node: Int(place >> 16 & 0x7F))
        guard id.tail & 0x1F_FFFF == check(kind, key.rawValue, place) else { return nil }
        return (key.rawValue, Int(place & 0xFFFF))
    }

    private static func check(_ kind: Kind, _ key: Int64, _ place: UInt64) -> UInt64 {
        var hash = (UInt64(bitPattern: key) ^ place &* 0x9E37_79B9_7F4A_7C15) &+ kind.rawValue
        hash = (hash ^ hash >> 31) &* 0xBF58_476D_1CE4_E5B9
        return (hash ^ hash >> 29) & 0x1F_FFFF
    }
}
