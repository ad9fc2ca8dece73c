import Documents
import Parsing
import Testing

@Suite struct ParsingJobTests {
    static let jobs: [ParsingJob] = [
        .identify(sizes: [3, 0, 200]), .archive(password: "infected"), .archive(password: nil), .mail(.eml), .mail(.raw), .mail(.yaml),
        .mail(.msg), .picture, .analysers, .analyse(analyser: "entropycalc", config: ["start": 0, "end": -1]),
    ]

    @Test func linesAreReadBack() {
        for job in ParsingJobTests.jobs { #expect(ParsingJob(line: Array(job.line.dropLast())) == job) }
        for line in ["", "{}", "[]", "{\"job\":7}", "{\"job\":\"mail\"}", "{\"job\":\"mail\",\"form\":\"pst\"}"] {
            #expect(ParsingJob(line: Array(line.utf8)) == nil)
        }
    }

    @Test func framesSayHowLongTheyAre() {
        for size in [0, 1, 255, 256, 70_000, WorkerFrame.maximumSize] { #expect(WorkerFrame.size(WorkerFrame.header(size)) == size) }
        #expect(WorkerFrame.size(WorkerFrame.header(WorkerFrame.maximumSize + 1)) == nil)
        #expect(WorkerFrame.size([UInt8](repeating: 0xFF, count: 8)) == nil)
        #expect(WorkerFrame.size([0, 0, 0]) == nil)
    }

    /// Whatever is asked with whatever content, there is an answer of one line.
    @Test func mutatedJobsAndContentsHaveAnAnswer() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = Mutations(seed: seed)
        let tools = try ParsingTools()
        let contents = try ["plain.png", "still.webp", "cyrillic.msg"].map(OutlookReaderTests.fixture)
        for number in 0..<2_000 {
            let job = ParsingJobTests.jobs[number % ParsingJobTests.jobs.count]
            let line = Array(job.line.dropLast())
            let asked = ParsingJob(line: number % 2 == 0 ? line : random.mutate(line)) ?? job
            let answer = asked.answer(to: random.mutate(contents[number % contents.count]), with: tools)
            let end = try #require(answer.firstIndex(of: 0x0A), "seed \(seed), case \(number)")
            _ = try StoredDocument.decode(Array(answer[..<end]))
        }
    }
}
