import Documents
import Glibc
import Parsing

/// Parses hostile bytes in a process of its own (design decision 17): what breaks here breaks nothing else. Reads jobs from standard
/// input and answers each on standard output, until the input ends; has no use for files or the network, and no way to open any.
@main
struct Program {
    /// Seconds of processor time for a job, bytes of memory.
    private static let processorSeconds: rlim_t = 30
    private static let memoryBytes: rlim_t = 1_536 << 20

    static func main() {
        let isCheck = CommandLine.arguments.dropFirst().first == "--check"
        limit(RLIMIT_AS, soft: memoryBytes, hard: memoryBytes)
        limit(RLIMIT_CORE, soft: 0, hard: 0)
        // A check may print into a file.
        if !isCheck { limit(RLIMIT_FSIZE, soft: 0, hard: 0) }
        let tools: ParsingTools
        do throws(ParsingError) {
            tools = try ParsingTools()
            try Sandbox.enter()
        } catch {
            Pipe.say("waggle-worker: \(error.description)", to: 2)
            exit(70)
        }
        if isCheck { exit(SandboxCheck.run() ? 0 : 1) }
        while var frame = Pipe.read() {
            limitProcessorTime()
            guard let end = frame.firstIndex(of: 0x0A), let job = ParsingJob(line: Array(frame[..<end])) else { exit(64) }
            // In place: a content may take a sixth of the memory.
            frame.removeSubrange(...end)
            guard Pipe.write(job.answer(to: frame, with: tools)) else { exit(1) }
        }
    }

    /// What was used before is no matter of this job.
    private static func limitProcessorTime() {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let used = rlim_t(max(0, usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)) + 1
        limit(RLIMIT_CPU, soft: used + processorSeconds, hard: rlim_t.max)
    }

    private static func limit(_ resource: __rlimit_resource, soft: rlim_t, hard: rlim_t) {
        var limit = rlimit(rlim_cur: soft, rlim_max: hard)
        setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    }
}
