public import Testing

/// One promise of the storage protocols, as a test that any engine has to pass.
public struct ContractCase: Sendable, CustomTestStringConvertible {
    /// What is promised, in a few words.
    public let name: String
    /// Fails by `#expect` or throws.
    public let run: @Sendable (any TestEngine) async throws -> Void

    init(_ name: String, _ run: @escaping @Sendable (any TestEngine) async throws -> Void) {
        self.name = name
        self.run = run
    }

    /// The name, which a report shows.
    public var testDescription: String { name }

    /// All promises.
    public static let all: [ContractCase] =
        IngestContract.cases + ListContract.cases + SharedContract.cases + RenormalizationContract.cases
        + StatisticsContract.cases + AccountContract.cases + AccessContract.cases + ConcurrencyContract.cases + RandomContract.cases
        + RetentionContract.cases + ConjunctionContract.cases + ObjectContract.cases + ObjectGroupContract.cases
        + ObjectOrderContract.cases + TypeTableContract.cases + ContentContract.cases + AnalysisQueueContract.cases
        + PeopleContract.cases
        + RandomObjectContract.cases
}
