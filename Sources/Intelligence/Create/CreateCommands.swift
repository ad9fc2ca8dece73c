public import Storage

/// The commands behind POST, one for each resource (crits-api.md 8, crits-resources-1.md, crits-resources-2.md).
public enum CreateCommands {
    /// One resource's command.
    struct Command: Sendable {
        /// Type name in its answers.
        let type: String
        /// The permission it needs; nil where that depends on the object the POST is about.
        let permission: String?
        let run: @Sendable (Workspace, Parameters) throws -> Outcome
    }

    static let table: [String: Command] = [
        "actors": Command(type: "Actor", permission: "Actor.write", run: createActor),
        "actoridentifiers": Command(
            type: "ActorIdentifier", permission: "Actor.actor_identifiers_add", run: createActorIdentifier),
        "backdoors": Command(type: "Backdoor", permission: "Backdoor.write", run: createBackdoor),
        "campaigns": Command(type: "Campaign", permission: "Campaign.write", run: createCampaign),
        "certificates": Command(type: "Certificate", permission: "Certificate.write", run: createCertificate),
        "comments": Command(type: "Comment", permission: nil, run: createComment),
        "domains": Command(type: "Domain", permission: "Domain.write", run: createDomain),
        "emails": Command(type: "Email", permission: "Email.write", run: createEmail),
        "events": Command(type: "Event", permission: "Event.write", run: createEvent),
        "exploits": Command(type: "Exploit", permission: "Exploit.write", run: createExploit),
        "indicators": Command(type: "Indicator", permission: "Indicator.write", run: createIndicator),
        "indicator_activity": Command(type: "Indicator", permission: "Indicator.activity_add", run: addIndicatorActivity),
        "ips": Command(type: "IP", permission: "IP.write", run: createIP),
        "pcaps": Command(type: "PCAP", permission: "PCAP.write", run: createCapture),
        "raw_data": Command(type: "RawData", permission: "RawData.write", run: createRawData),
        "samples": Command(type: "Sample", permission: "Sample.write", run: createSample),
        "screenshots": Command(type: "Screenshot", permission: nil, run: createScreenshot),
        "services": Command(type: "", permission: nil, run: addAnalysisResults),
        "signatures": Command(type: "Signature", permission: "Signature.write", run: createSignature),
        "targets": Command(type: "Target", permission: "Target.write", run: createTarget),
    ]

    /// The resources that accept POST, sorted.
    public static let resources: [String] = table.keys.sorted()

    /// Whether POST of a resource takes the part `filedata`.
    public static func takesFile(_ resource: String) -> Bool {
        ["certificates", "emails", "pcaps", "raw_data", "samples", "screenshots"].contains(resource)
    }

    /// Whether a caller has the permission that POST of a resource needs, as far as that can be told beforehand.
    public static func mayRun(_ resource: String, _ caller: Caller) -> Bool {
        guard let permission = table[resource]?.permission else { return true }
        return caller.may(permission)
    }

    /// Runs one POST. Throws ``Refusal`` with the answer when it is refused (nothing stays then), and what the transaction throws.
    ///
    /// The returned outcome has an id iff the answer has a `url`. Its code is 0 but for a mail whose attachments could not all be
    /// stored, which stays (crits-resources-1.md 9.4).
    public static func run(
        resource: String, parameters: Parameters, caller: Caller, options: CommandOptions, transaction: any ObjectTransaction
    ) throws -> Outcome {
        guard let command = table[resource] else { throw Refusal(.refused("", "Unknown resource: \(resource.shortened)")) }
        do {
            let workspace = Workspace(caller: caller, options: options, transaction: transaction)
            if let permission = command.permission { try workspace.require(permission) }
            return try command.run(workspace, parameters)
        } catch let objection as Objection {
            throw Refusal(.refused(command.type, objection.message, id: objection.id))
        }
    }
}
