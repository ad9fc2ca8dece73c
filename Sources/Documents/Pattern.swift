internal import CPCRE2

/// A compiled PCRE2 pattern, searched for anywhere in a text under limits on steps and depth (design decision 7).
///
/// The searched text is bytes, read as UTF-8 without demanding that it is valid.
///
/// Unchecked: the compiled code is written only in `init` and read-only from then on, which PCRE2 documents as safe to
/// share between threads; all state of a match lives in the ``Matcher`` that runs it.
public final class Pattern: @unchecked Sendable {
    fileprivate let code: OpaquePointer
    /// What was compiled.
    public let source: String
    /// Whether letters match in either case.
    public let ignoresCase: Bool
    /// Bytes of the longest pattern accepted.
    public static let maximumBytes = 8_192

    /// Compiles a pattern; throws with PCRE2's reason and the offset when it is none.
    public init(_ source: String, ignoringCase: Bool = false) throws(PatternError) {
        guard source.utf8.count <= Pattern.maximumBytes else { throw .tooLong(limit: Pattern.maximumBytes) }
        var number: Int32 = 0
        var offset = 0
        var options = UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_INVALID_UTF) | UInt32(PCRE2_NEVER_BACKSLASH_C)
        if ignoringCase { options |= UInt32(PCRE2_CASELESS) }
        let text = Array(source.utf8)
        guard let compiled = pcre2_compile_8(text, text.count, options, &number, &offset, nil) else {
            throw .invalid(reason: Pattern.message(number), offset: offset)
        }
        // Without JIT support the interpreter answers the same, only slower.
        _ = pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE))
        code = compiled
        self.source = source
        ignoresCase = ignoringCase
    }

    deinit { pcre2_code_free_8(code) }

    /// Whether the pattern is found in one text; for many texts make one ``Matcher``.
    public func matches(_ text: String) throws(PatternError) -> Bool {
        var matcher = try Matcher(self)
        return try matcher.matches(text.utf8)
    }

    fileprivate static func message(_ number: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(number, &buffer, buffer.count)
        guard length > 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix(Int(length)), as: UTF8.self)
    }
}

/// Why a pattern can't be used.
public enum PatternError: Error, Equatable, Sendable, CustomStringConvertible {
    /// It does not compile; the offset counts bytes.
    case invalid(reason: String, offset: Int)
    /// It is longer than the limit in bytes.
    case tooLong(limit: Int)
    /// A match went past the limit on steps or depth.
    case tooExpensive
    /// The library failed otherwise, such as for want of memory.
    case failed(reason: String)

    /// One sentence for the client.
    public var description: String {
        switch self {
        case .invalid(let reason, let offset): "the regular expression is invalid at byte \(offset): \(reason)"
        case .tooLong(let limit): "the regular expression is longer than \(limit) bytes"
        case .tooExpensive: "the regular expression is too expensive"
        case .failed(let reason): "the regular expression can't be matched: \(reason)"
        }
    }
}

/// The memory in which one task matches one pattern against many texts.
public struct Matcher: ~Copyable {
    /// Backtracking steps allowed in one text.
    public static let stepLimit: UInt32 = 1_000_000
    private static let depthLimit: UInt32 = 10_000

    private let pattern: Pattern
    private let data: OpaquePointer
    private let context: OpaquePointer

    /// Memory for a pattern.
    public init(_ pattern: Pattern) throws(PatternError) {
        guard let context = pcre2_match_context_create_8(nil) else { throw .failed(reason: "no memory") }
        guard let data = pcre2_match_data_create_from_pattern_8(pattern.code, nil) else {
            pcre2_match_context_free_8(context)
            throw .failed(reason: "no memory")
        }
        pcre2_set_match_limit_8(context, Matcher.stepLimit)
        pcre2_set_depth_limit_8(context, Matcher.depthLimit)
        self.pattern = pattern
        self.data = data
        self.context = context
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
    }

    /// Whether the pattern is found anywhere in the text.
    public mutating func matches(_ text: some Collection<UInt8>) throws(PatternError) -> Bool {
        let found = text.withContiguousStorageIfAvailable { match($0) } ?? Array(text).withUnsafeBufferPointer { match($0) }
        if found >= 0 { return true }
        switch found {
        case PCRE2_ERROR_NOMATCH: return false
        case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_JIT_STACKLIMIT:
            throw .tooExpensive
        default: throw .failed(reason: Pattern.message(found))
        }
    }

    private func match(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard let start = text.baseAddress else {
            var empty: UInt8 = 0
            return pcre2_match_8(pattern.code, &empty, 0, 0, 0, data, context)
        }
        return pcre2_match_8(pattern.code, start, text.count, 0, 0, data, context)
    }
}
