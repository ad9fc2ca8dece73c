import Accounts
import ArgumentParser
import Documents
import Intelligence
import Model
import Storage

/// `waggle object …`: what administrators do to top-level objects and no API call can.
struct ObjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "object", abstract: "Top-level objects, beyond what the API offers.", subcommands: [Delete.self])

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Deletes an object with its comments, results, files and both sides of its relationships.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "Type or resource, such as Domain or raw_data.") var type: String
        @Argument(help: "Its id, 24 hexadecimal digits.") var id: String

        func validate() throws {
            if ObjectID(id) == nil { throw ValidationError("ID: '\(id)' is not 24 hexadecimal digits") }
            if named == nil { throw ValidationError("TYPE: there is no type '\(type)'") }
        }

        func run() async throws {
            guard let type = named, let id = ObjectID(id) else { return }
            try await storeOptions.withStore { store in
                let deletion = ObjectDeletion(store: store, user: Administration.commandLine)
                guard try await deletion.delete(type, id) else {
                    throw AccountError(.unknown, field: "ID", "there is no \(type.name) '\(id)'")
                }
            }
        }

        private var named: ObjectType? {
            ObjectTypes.named(type) ?? ObjectTypes.resource(type) ?? ObjectTypes.topLevel(type)
        }
    }
}
