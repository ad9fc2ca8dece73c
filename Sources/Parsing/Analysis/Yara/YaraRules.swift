import CYara

/// Compiled rules. Texts that are wrong are left out and named; no text can include a file.
final class YaraRules {
    /// A text of rules with the name by which its errors are told.
    struct Source {
        let name: String
        let text: String
    }

    /// Compiled texts share the library, which is set up once and never taken down.
    private static let isReady = yr_initialize() == ERROR_SUCCESS
    /// Values that rules may ask for; nothing is known of them here.
    private static let variables = ["filename", "filepath", "extension", "filetype", "owner"]

    /// Why texts were left out.
    let problems: [String]
    private let rules: UnsafeMutablePointer<YR_RULES>?

    /// Compiles the texts that can be compiled.
    init(_ sources: [Source]) throws(ParsingError) {
        guard YaraRules.isReady else { throw ParsingError("libyara could not be set up") }
        var problems: [String] = []
        // After one error a compiler is of no more use, so each text is tried with one of its own.
        let good = sources.filter { source in
            guard let reason = YaraRules.problem(with: source) else { return true }
            problems.append("rules \(source.name): \(reason)")
            return false
        }
        self.problems = problems
        rules = YaraRules.compile(good, problem: nil)
    }

    deinit { if let rules { yr_rules_destroy(rules) } }

    private static func problem(with source: Source) -> String? {
        var reason = "not compiled"
        guard let rules = compile([source], problem: { reason = $0 }) else { return reason }
        yr_rules_destroy(rules)
        return nil
    }

    private static func compile(_ sources: [Source], problem: ((String) -> Void)?) -> UnsafeMutablePointer<YR_RULES>? {
        var created: UnsafeMutablePointer<YR_COMPILER>?
        guard yr_compiler_create(&created) == ERROR_SUCCESS, let compiler = created else { return nil }
        defer { yr_compiler_destroy(compiler) }
        yr_compiler_set_include_callback(compiler, nil, nil, nil)
        for variable in variables { yr_compiler_define_string_variable(compiler, variable, "") }
        for (index, source) in sources.enumerated() {
            // Rules of different texts may have the same names.
            guard yr_compiler_add_string(compiler, source.text, "\(index)") == 0 else {
                var buffer = [CChar](repeating: 0, count: 512)
                _ = yr_compiler_get_error_message(compiler, &buffer, Int32(buffer.count))
                problem?(HostileText.of(buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }))
                return nil
            }
        }
        var rules: UnsafeMutablePointer<YR_RULES>?
        return yr_compiler_get_rules(compiler, &rules) == ERROR_SUCCESS ? rules : nil
    }

    /// The rules that hold for a content, found within so many seconds.
    func scan(_ content: [UInt8], timeout: Int32) throws(ParsingError) -> [YaraMatch] {
        guard let rules else { return [] }
        var collector = Collector()
        let status = withUnsafeMutablePointer(to: &collector) { collector in
            content.withUnsafeBufferPointer { bytes in
                yr_rules_scan_mem(rules, bytes.baseAddress, bytes.count, 0, collect, collector, timeout)
            }
        }
        guard status != ERROR_SCAN_TIMEOUT else { throw ParsingError("the scan took longer than \(timeout) seconds") }
        guard status == ERROR_SUCCESS else { throw ParsingError("libyara failed with number \(status)") }
        return collector.matches
    }

    /// What a scan has found so far.
    struct Collector {
        var matches: [YaraMatch] = []
    }
}

/// Called by the library for each rule; the last argument is the collector that the scan was given.
private func collect(
    context: UnsafeMutablePointer<YR_SCAN_CONTEXT>?, message: Int32, data: UnsafeMutableRawPointer?, user: UnsafeMutableRawPointer?
) -> Int32 {
    guard message == CALLBACK_MSG_RULE_MATCHING, let context, let data, let user else { return CALLBACK_CONTINUE }
    let collector = user.assumingMemoryBound(to: YaraRules.Collector.self)
    collector.pointee.matches.append(YaraMatch(rule: data.assumingMemoryBound(to: YR_RULE.self), context: context))
    return collector.pointee.matches.count < YaraMatch.maximumRules ? CALLBACK_CONTINUE : CALLBACK_ABORT
}
