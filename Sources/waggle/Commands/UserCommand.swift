import Accounts
import ArgumentParser
import Documents
import Model

/// `waggle user …`: who may log in.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Users: who may log in.",
        subcommands: [Add.self, List.self, Disable.self, Enable.self, Password.self, Roles.self, SecondFactor.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a user.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument(help: "Name of the user.") var name: String
        @Option(help: "A role; may repeat.") var role: [String] = []
        @Option(help: "E-mail address.") var email = ""
        @Flag(help: "Read the password from standard input.") var passwordStdin = false

        func validate() throws {
            if role.isEmpty { throw ValidationError("--role is needed at least once") }
        }

        func run() async throws {
            let password = passwordStdin ? try SecretInput.read("password") : RandomText.hexadecimal(bytes: 16)
            try await storeOptions.withAdministration { administration in
                try await administration.addUser(name, roles: role, password: password, email: email)
                // A password that nobody gave is shown this once.
                if !passwordStdin { Console.print(password) }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists users.")
        @OptionGroup var storeOptions: StoreOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                var listing = Listing(["name", "roles", "email", "active", "locked_until", "last_login"], json: json)
                for user in try await administration.users() {
                    let state = try await administration.loginState(of: user.name)
                    let isLocked = state.lockedUntil.map { $0 > .now } ?? false
                    listing.append([
                        .text(user.name), .list(user.roles.sorted()), .text(user.email), .flag(user.isActive),
                        .time(isLocked ? state.lockedUntil : nil), .time(state.lastLogin),
                    ])
                }
                listing.print()
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stops a user from logging in and from using keys.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.setActive(false, user: name) }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a disabled user in again.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.setActive(true, user: name) }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sets a user's password and ends their log-ins.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String
        @Flag(help: "Read the password from standard input (the only way).") var passwordStdin = false

        func validate() throws {
            if !passwordStdin { throw ValidationError("--password-stdin is needed: a password never stands on a command line") }
        }

        func run() async throws {
            let password = try SecretInput.read("password")
            try await storeOptions.withAdministration { try await $0.setPassword(password, user: name) }
        }
    }

    struct SecondFactor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "totp", abstract: "Takes a user's second factor away, such as when the device was lost.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String
        @Flag(help: "Take it away (the only thing to do here).") var remove = false

        func validate() throws {
            if !remove { throw ValidationError("--remove is needed: users make a second factor on their profile page") }
        }

        func run() async throws {
            try await storeOptions.withAdministration { try await $0.removeSecondFactor(user: name) }
        }
    }

    struct Roles: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "role", abstract: "Gives roles to a user or takes them.")
        @OptionGroup var storeOptions: StoreOptions
        @Argument var name: String
        @Option(help: "A role to give; may repeat.") var add: [String] = []
        @Option(help: "A role to take; may repeat.") var remove: [String] = []

        func validate() throws {
            if add.isEmpty, remove.isEmpty { throw ValidationError("--add or --remove is needed") }
        }

        func run() async throws {
            try await storeOptions.withAdministration { administration in
                for role in add { try await administration.grant(role: role, to: name) }
                for role in remove { try await administration.revoke(role: role, from: name) }
            }
        }
    }
}
