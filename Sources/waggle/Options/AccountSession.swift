import Accounts
import ArgumentParser
import Collection
import Model
import Normalization
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension StoreOptions {
    /// Opens the store for a change to accounts, with the built-in roles in place.
    func withAdministration(_ body: (Administration) async throws -> Void) async throws {
        try await withStore { store in
            // After the store, which makes the data directory.
            let box = try secretBox()
            try await FirstStart.installRoles(store)
            try await body(Administration(store: store, hasher: PasswordHasher(), box: box))
        }
    }

    /// The key that seals secrets; made on first use.
    func secretBox() throws -> SecretBox {
        try SecretBox.open(
            directory: directory(configuration()), environmentValue: ProcessInfo.processInfo.environment[SecretBox.variable])
    }
}

extension Settings {
    /// What normalisers ask for.
    var normalization: NormalizationOptions {
        var options = NormalizationOptions()
        options.keepPrivateSources = keepPrivateSources
        options.guessUnknownChannels = guessUnknownChannels
        return options
    }

    /// What the intake asks for.
    var intake: IntakeOptions {
        IntakeOptions(
            normalization: normalization, spoolBytes: spoolBytes, whenFull: whenFull == .drop ? .drop : .hold)
    }
}

/// One line of standard input as a secret (ruling 52: an empty one is refused).
enum SecretInput {
    static func read(_ what: String) throws -> String {
        guard let line = Console.readLine(), !line.isEmpty else {
            throw Failure("standard input must hold the \(what) in one line that is not empty")
        }
        return line
    }
}
