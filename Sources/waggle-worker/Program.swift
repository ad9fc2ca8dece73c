import Documents
import Glibc
import Parsing

/// Parses hostile bytes in a process of its own, one job and then the end (design decision 17): what breaks here breaks nothing
/// else. Reads the job from standard input and answers on standard output; has no use for files or the network, and soon no way
/// to open any.
@main
struct Program {
    /// Seconds of processor time, bytes of memory.
    private static let processorSeconds: rlim_t = 30
    private static let memoryBytes: rlim_t = 1_536 << 20

    static func main() {
        limit(Int32(RLIMIT_CPU.rawValue), to: processorSeconds)
        limit(Int32(RLIMIT_AS.rawValue), to: memoryBytes)
        limit(Int32(RLIMIT_FSIZE.rawValue), to: 0)
        limit(Int32(RLIMIT_CORE.rawValue), to: 0)
        let input = readAll()
        guard let end = input.firstIndex(of: 0x0A), let job = ParsingJob(line: Array(input[..<end])) else { exit(64) }
        write(job.answer(to: Array(input[(end + 1)...])))
    }

    private static func limit(_ resource: Int32, to value: rlim_t) {
        var limit = rlimit(rlim_cur: value, rlim_max: value)
        setrlimit(__rlimit_resource_t(UInt32(resource)), &limit)
    }

    private static func readAll() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 * 1_024)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
            if count <= 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    private static func write(_ bytes: [UInt8]) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            guard count > 0 else { exit(1) }
            offset += count
        }
    }
}
