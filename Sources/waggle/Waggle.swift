import ArgumentParser

/// The command line of Waggle (design.md 5: a contract that scripts rely on).
@main
struct Waggle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waggle",
        abstract: "Turns what honeypots see into intelligence that people can use.",
        version: Version.text,
        subcommands: [
            Serve.self, UserCommand.self, KeyCommand.self, RoleCommand.self, SourceCommand.self, ItemCommand.self, SensorCommand.self,
            UpstreamCommand.self, ObjectCommand.self, ServiceCommand.self,
            SettingCommand.self, HPFeedsCommand.self, Import.self, Renormalize.self, Erase.self, Status.self, Migrate.self, Backup.self,
            Restore.self, Copy.self, Doctor.self, ConfigCommand.self,
        ])
}

/// The version of this build.
enum Version {
    static let text = "0.1.0"
}
