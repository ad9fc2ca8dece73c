import Documents
import Model
import Normalization
import Testing

@Suite struct FixtureTests {
    @Test(
        .enabled(if: Fixtures.folder != nil, "shared/fixtures is not beside the repository; set WAGGLE_SHARED"),
        arguments: Fixtures.cases)
    func givesTheExpectedDocuments(_ fixture: Fixtures.Case) throws {
        let normalizer = Normalizer(options: NormalizationOptions(keepPrivateSources: fixture.keepsPrivateSources))
        let observations: [Observation]
        do {
            observations = try normalizer.normalize(fixture.message)
        } catch {
            #expect(fixture.expectsError, "\(error)")
            #expect(!error.description.isEmpty)
            return
        }
        #expect(!fixture.expectsError)
        let actual = try observations.map { try comparable(Document($0)) }
        let expected = try Document(JSONText(fixture.expected).root).elements.flatMap(collections).map(comparable)
        #expect(counted(actual) == counted(expected))
    }

    @Test(.enabled(if: Fixtures.folder != nil, "shared/fixtures is not beside the repository; set WAGGLE_SHARED"))
    func hasFoundTheCases() {
        #expect(Fixtures.cases.count >= 50)
    }

    /// The documents of one object, each alone.
    private func collections(_ object: Document) -> [Document] {
        guard case .object(let members) = object else { return [object] }
        return members.map { .object([$0.key: $0.value]) }
    }

    private func counted(_ documents: [Document]) -> [Document: Int] {
        documents.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Glastopf's headers are compared as an object, or as a set of pairs.
    private func comparable(_ document: Document) throws -> Document {
        guard case .object(var members) = document, case .object(var session)? = members["session"],
            case .object(var http)? = session["session_http"], case .object(var request)? = http["request"],
            let header = request["header"]
        else { return document }
        switch header {
        case .string(let text): request["header"] = try Document(text)
        case .array(let pairs): request["header"] = .array(pairs.sorted { $0.description < $1.description })
        default: break
        }
        http["request"] = .object(request)
        session["session_http"] = .object(http)
        members["session"] = .object(session)
        return .object(members)
    }
}
