import Documents
import Model
import Storage

/// Random outcomes with few different values, so that they meet.
struct RandomObservations {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func number(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    mutating func chance(_ percent: Int) -> Bool { number(100) < percent }

    mutating func outcome() -> NormalizedMessage.Outcome {
        if chance(10) { return .failed("reason \(number(3))", at: time()) }
        var observations: [Observation] = []
        for _ in 0..<number(4) { observations.append(observation()) }
        return .normalized(observations)
    }

    private mutating func time() -> Timestamp {
        Samples.time(Samples.start + UInt32(number(30)), microsecond: Int64(number(2)))
    }

    private mutating func observation() -> Observation {
        switch number(6) {
        case 0:
            let extractions = (0..<number(3)).map { _ in
                ObservedURL.Extraction(timestamp: time(), hashes: Samples.hashes(number(4)))
            }
            return .url(ObservedURL(url: "http://\(number(6)).example/", extractions: extractions))
        case 1: return Samples.file(number(5), guess: "guess \(number(3))")
        case 2:
            return .dork(
                ObservedDork(content: "/\(number(5))", type: chance(70) ? "inurl" : "ext", timestamp: time(), count: 1 + number(3)))
        case 3:
            return .metadata(
                AttackerMetadata(
                    ip: "203.0.113.\(number(3))", honeypot: chance(80) ? "p0f" : "other", timestamp: time(),
                    os: chance(60) ? "os \(number(4))" : nil, app: chance(30) ? "app \(number(4))" : nil,
                    uptime: chance(20) ? "\(number(9))" : nil))
        default:
            let activities = (0..<number(3)).map { _ in
                SessionActivity(SessionActivity.Kind.allCases[number(5)], "value \(number(4))")
            }
            return .session(
                Samples.session(
                    number(50), honeypot: chance(50) ? "cowrie" : "Dionaea", protocol: chance(80) ? "p\(number(3))" : nil,
                    source: "203.0.113.\(number(4))", at: time(), activities: activities))
        }
    }
}
