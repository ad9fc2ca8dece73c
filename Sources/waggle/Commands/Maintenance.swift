import ArgumentParser
import Storage

/// `waggle migrate`: makes the store, or brings it to this version.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Makes the store or brings its schema to this version.")

    @OptionGroup var storeOptions: StoreOptions

    func run() async throws {
        try await storeOptions.withStore { store in
            try await store.ping()
            Console.print("the store has the schema of version \(Version.text)")
        }
    }
}

/// `waggle doctor`: looks for damage and bad settings, with advice.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Checks the store and says what to do about what it finds.")

    @OptionGroup var storeOptions: StoreOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await storeOptions.withStore { store in
            var findings = try await store.check()
            findings += try await Advice.collect(store, directory: try storeOptions.directory(storeOptions.configuration()))
            if json {
                var listing = Listing(["finding"], json: true)
                for finding in findings { listing.append([.text(finding)]) }
                listing.print()
                if findings.isEmpty { return }
                throw ExitCode(1)
            }
            if findings.isEmpty {
                Console.print("all is well")
                return
            }
            for finding in findings { Console.print("- \(TextTable.printable(finding))") }
            throw ExitCode(1)
        }
    }
}
