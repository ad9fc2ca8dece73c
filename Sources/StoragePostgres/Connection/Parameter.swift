import CLibPQ

/// A value for a `$n` of a statement, sent in binary form.
enum Parameter {
    case int(Int64?)
    case text(String?)
    case bytes([UInt8]?)
    case flag(Bool)
    case ints([Int64])
    case optionalInts([Int64?])
    case texts([String])
    case optionalTexts([String?])
    case blobs([[UInt8]])

    /// A number of any width.
    static func number(_ value: (some BinaryInteger)?) -> Parameter { .int(value.map { Int64($0) }) }

    /// A column of numbers.
    static func numbers(_ values: [some BinaryInteger]) -> Parameter { .ints(values.map { Int64($0) }) }

    /// Kind and size, for logs: never the value.
    var summary: String {
        switch self {
        case .int: "int"
        case .flag: "flag"
        case .text(let text): "text(\(text?.utf8.count ?? 0))"
        case .bytes(let bytes): "bytes(\(bytes?.count ?? 0))"
        case .ints(let values): "\(values.count) ints"
        case .optionalInts(let values): "\(values.count) ints"
        case .texts(let values): "\(values.count) texts"
        case .optionalTexts(let values): "\(values.count) texts"
        case .blobs(let values): "\(values.count) blobs"
        }
    }

    /// The type's number in PostgreSQL's catalogue.
    var type: Oid {
        switch self {
        case .int: 20
        case .text: 25
        case .bytes: 17
        case .flag: 16
        case .ints, .optionalInts: 1_016
        case .texts, .optionalTexts: 1_009
        case .blobs: 1_001
        }
    }
}

/// All parameters of one statement in one buffer.
struct ParameterBuffer {
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>?] = []
    private(set) var types: [Oid] = []

    init(_ parameters: [Parameter]) {
        ranges.reserveCapacity(parameters.count)
        types.reserveCapacity(parameters.count)
        for parameter in parameters {
            types.append(parameter.type)
            let start = bytes.count
            ranges.append(append(parameter) ? start..<bytes.count : nil)
        }
    }

    /// False for NULL.
    private mutating func append(_ parameter: Parameter) -> Bool {
        switch parameter {
        case .int(let value):
            guard let value else { return false }
            BinaryFormat.append(value, to: &bytes)
        case .text(let value):
            guard let value else { return false }
            BinaryFormat.append(value, to: &bytes)
        case .bytes(let value):
            guard let value else { return false }
            bytes += value
        case .flag(let value): bytes.append(value ? 1 : 0)
        case .ints(let values): array(values, of: 20) { BinaryFormat.append($0, to: &$1) }
        case .optionalInts(let values): array(values, of: 20) { BinaryFormat.append($0, to: &$1) }
        case .texts(let values): array(values, of: 25) { BinaryFormat.append($0, to: &$1) }
        case .optionalTexts(let values): array(values, of: 25) { BinaryFormat.append($0, to: &$1) }
        case .blobs(let values): array(values, of: 17) { $1 += $0 }
        }
        return true
    }

    private mutating func array<Value>(_ values: [Value], of type: Int32, _ append: (Value, inout [UInt8]) -> Void) {
        array(values.map(Optional.some), of: type, append)
    }

    private mutating func array<Value>(_ values: [Value?], of type: Int32, _ append: (Value, inout [UInt8]) -> Void) {
        BinaryFormat.array(values, of: type, to: &bytes, append)
    }

    /// Lends pointers as libpq wants them: values, lengths, formats.
    func withPointers<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        // One byte more, so that an empty value at the end has an address too.
        (bytes + [0]).withUnsafeBytes { buffer in
            let start = buffer.bindMemory(to: CChar.self).baseAddress
            let values = ranges.map { range in range.flatMap { range in start.map { $0 + range.lowerBound } } }
            let lengths = ranges.map { Int32(clamping: $0?.count ?? 0) }
            let formats = [Int32](repeating: 1, count: ranges.count)
            return body(values, lengths, formats)
        }
    }
}
