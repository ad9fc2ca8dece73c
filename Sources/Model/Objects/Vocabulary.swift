/// The controlled vocabularies (crits-api.md 12); lists that an administrator edits are no part of them.
public enum Vocabulary {
    /// Types of indicators.
    public static let indicatorTypes = [
        "API Key", "AS Name", "AS Number", "Adjust Token", "Bank account", "Bitcoin account", "CRX", "Certificate Fingerprint",
        "Certificate Name", "Checksum CRC16", "Command Line", "Company name", "Cookie Name", "Country", "Debug Path", "Debug String",
        "Destination Port", "Device IO", "Document from URL", "Domain", "Email Address", "Email Address From", "Email Address Sender",
        "Email Boundary", "Email HELO", "Email Header Field", "Email Message ID", "Email Originating IP", "Email Reply-To",
        "Email Subject", "Email X-Mailer", "Email X-Originating IP", "File Created", "File Deleted", "File Moved", "File Name",
        "File Opened", "File Path", "File Read", "File Written", "GET Parameter", "HEX String", "HTML ID", "HTTP Request",
        "HTTP Response Code", "IMPHASH", "IPv4 Address", "IPv4 Subnet", "IPv6 Address", "IPv6 Subnet", "Latitude", "Launch Agent",
        "Location", "Longitude", "MAC Address", "MD5", "Malware Name", "Memory Alloc", "Memory Protect", "Memory Read", "Memory Written",
        "Mutant Created", "Mutex", "Name Server", "Other File Operation", "POST Data", "Password", "Password Salt", "Payload Data",
        "Payload Type", "Pipe", "Process Name", "Protocol", "Referer", "Referer of Referer", "Registrar", "Registry Key",
        "Registry Key Created", "Registry Key Deleted", "Registry Key Enumerated", "Registry Key Monitored", "Registry Key Opened",
        "Registry Key Value Created", "Registry Key Value Deleted", "Registry Key Value Modified", "Registry Key Value Queried", "SHA1",
        "SHA256", "SMS Origin", "SSDEEP", "Service Name", "Source Port", "TS End", "TS Start", "Telephone", "Time Created",
        "Time Updated", "Tracking ID", "URI", "URI Path", "User Agent", "User ID", "Victim IP", "Volume Queried", "WHOIS Address 1",
        "WHOIS Address 2", "WHOIS Name", "WHOIS Registrant Email Address", "WHOIS Telephone", "Web Payload", "Webstorage Key", "XPI",
    ]

    /// Types of embedded objects.
    public static let objectTypes = [
        "API Key", "AS Name", "AS Number", "Adjust Token", "Bank account", "Base64 Alphabet", "Bitcoin account", "C2 URL", "CRX",
        "Certificate Fingerprint", "Certificate Name", "Checksum CRC16", "Command Line", "Company name", "Cookie Name", "Country",
        "Debug Path", "Debug String", "Destination Port", "Device IO", "Document Metadata", "Document from URL", "Domain",
        "Email Address", "Email Address From", "Email Address Sender", "Email Boundary", "Email HELO", "Email Header Field",
        "Email Message ID", "Email Originating IP", "Email Reply-To", "Email Subject", "Email X-Mailer", "Email X-Originating IP",
        "Encryption Key", "File Created", "File Deleted", "File Moved", "File Name", "File Opened", "File Path", "File Read",
        "File Upload", "File Written", "GET Parameter", "HEX String", "HTML ID", "HTTP Request", "HTTP Response Code", "IMPHASH",
        "IPv4 Address", "IPv4 Subnet", "IPv6 Address", "IPv6 Subnet", "Latitude", "Launch Agent", "Location", "Longitude", "MAC Address",
        "MD5", "Malware Name", "Memory Alloc", "Memory Protect", "Memory Read", "Memory Written", "Mutant Created", "Mutex",
        "Name Server", "Other File Operation", "PIVY Group Name", "PIVY Password", "POST Data", "Password", "Password Salt",
        "Payload Data", "Payload Type", "Pipe", "Process Name", "Protocol", "RC4 Key", "Referer", "Referer of Referer", "Registrar",
        "Registry Key", "Registry Key Created", "Registry Key Deleted", "Registry Key Enumerated", "Registry Key Monitored",
        "Registry Key Opened", "Registry Key Value Created", "Registry Key Value Deleted", "Registry Key Value Modified",
        "Registry Key Value Queried", "SHA1", "SHA256", "SMS Origin", "SSDEEP", "Service Name", "Source Port", "String", "TS End",
        "TS Start", "Telephone", "Time Created", "Time Updated", "Tracking ID", "URI", "URI Path", "User Agent", "User ID", "Victim IP",
        "Volume Queried", "WHOIS Address 1", "WHOIS Address 2", "WHOIS Name", "WHOIS Registrant Email Address", "Web Payload",
        "Webstorage Key", "XPI",
    ]

    /// Threat types of indicators.
    public static let indicatorThreatTypes = [
        "Bad Actor", "Command Exec", "Compromised Credential", "Malicious Ad", "Malicious Content", "Malicious Domain", "Malicious IP",
        "Malicious Inject", "Malicious URL", "Malicious URL Chunk", "Malware Artifacts", "Malware Sample", "Malware Victim", "Proxy IP",
        "SMS Spam", "Sinkhole Event", "Unknown", "Victim IP Usage", "Web Request", "Whitelist Domain", "Whitelist IP", "Whitelist URL",
    ]

    /// Attack types of indicators.
    public static let indicatorAttackTypes = [
        "Access Token Theft", "Brute Force", "Clickjacking", "Email Spam", "Fake Accounts", "IP Infringement", "Malicious App", "Malware",
        "Phishing", "Self XSS", "Share Baiting", "Targeted", "Unknown",
    ]

    /// Ratings of an indicator's confidence and impact.
    public static let ratings = [
        "unknown", "benign", "low", "medium", "high",
    ]

    /// Confidences of a campaign, lowest first.
    public static let campaignConfidences = [
        "low", "medium", "high",
    ]

    /// Confidences of a relationship.
    public static let relationshipConfidences = [
        "unknown", "low", "medium", "high",
    ]

    /// Types of events.
    public static let eventTypes = [
        "Application Compromise", "Denial of Service", "Distributed Denial of Service", "Exploitation", "Intel Sharing", "Malicious Code",
        "Phishing", "Privileged Account Compromise", "Scanning", "Sensor Alert", "Sniffing", "Social Engineering", "Spam",
        "Strategic Web Compromise", "Unauthorized Information Access", "Unknown", "Website Defacement",
    ]

    /// Types of addresses.
    public static let ipTypes = [
        "IPv4 Address", "IPv4 Subnet", "IPv6 Address", "IPv6 Subnet",
    ]

    /// Status of any object.
    public static let statuses = [
        "New", "In Progress", "Analyzed", "Deprecated",
    ]

    /// Sectors.
    public static let sectors = [
        "Chemical", "Commercial Facilities", "Communications", "Critical Manufacturing", "Dams", "Defense Industrial Base",
        "Emergency Services", "Energy", "Financial Services", "Food and Agriculture", "Government Facilities",
        "Healthcare and Public Health", "Information Technology", "Nuclear Reactors Materials and Waste", "Transportation Systems",
        "Water and Wastewater Systems",
    ]

    /// Steps of the kill chain.
    public static let killChain = [
        "Control", "Deliver", "Execute", "Exploit", "Maintain", "Recon", "Weaponize",
    ]

    /// Threat types of actors.
    public static let actorThreatTypes = [
        "Credential Theft Botnet Operator", "Credential Theft Botnet Service", "Cyber Espionage Operations",
        "Disgruntled Customer / User", "Hacker - Black Hat", "Hacker - Gray Hat", "Hacker - White Hat", "Hacktivist", "Insider Threat",
        "Malware Developer", "Money Laundering Network", "Organized Crime", "Spam Service", "State Actor / Agency", "Traffic Service",
        "Underground Call Service",
    ]

    /// Motivations of actors.
    public static let actorMotivations = [
        "Anti-Corruption", "Anti-Establishment", "Ego", "Environmental", "Ethnic / Nationalist", "Financial or Economic", "Human Rights",
        "Information Freedom", "Military", "Opportunistic", "Political", "Religious", "Security Awareness",
    ]

    /// Sophistications of actors.
    public static let actorSophistications = [
        "Aspirant", "Expert", "Innovator", "Novice", "Practitioner",
    ]

    /// Intended effects of actors.
    public static let actorIntendedEffects = [
        "Account Takeover", "Brand Damage", "Competitive Advantage", "Credential Theft", "Degredation of Service", "Denial and Deception",
        "Destruction", "Disruption", "Economic", "Embarrassment", "Exposure", "Extortion", "Fraud", "Harassment", "ICS Control",
        "Identity Theft", "Intellectual Property", "Military", "Political", "Proprietary Information", "Traffic Diversion",
        "Unauthorized Access",
    ]

    /// Each relationship type with the one that the other side carries (crits-actions.md 4.10.1).
    public static let inverses: [String: String] = [
        "Compressed From": "Compressed Into",
        "Compressed Into": "Compressed From",
        "Connected From": "Connected To",
        "Connected To": "Connected From",
        "Contained Within": "Contains",
        "Contains": "Contained Within",
        "Created": "Created By",
        "Created By": "Created",
        "Decoded": "Decoded By",
        "Decoded By": "Decoded",
        "Decrypted": "Decrypted By",
        "Decrypted By": "Decrypted",
        "Downloaded": "Downloaded By",
        "Downloaded By": "Downloaded",
        "Downloaded From": "Downloaded To",
        "Downloaded To": "Downloaded From",
        "Dropped": "Dropped By",
        "Dropped By": "Dropped",
        "Installed": "Installed By",
        "Installed By": "Installed",
        "Loaded From": "Loaded Into",
        "Loaded Into": "Loaded From",
        "Packed From": "Packed Into",
        "Packed Into": "Packed From",
        "Received From": "Sent To",
        "Registered": "Registered To",
        "Registered To": "Registered",
        "Related To": "Related To",
        "Resolved To": "Resolved To",
        "Sent": "Sent By",
        "Sent By": "Sent",
        "Sent To": "Received From",
        "Sub-domain Of": "Supra-domain Of",
        "Supra-domain Of": "Sub-domain Of",
    ]

    /// The categories of the resource `vocab`, in their order.
    public static let categories: [(name: String, values: [String])] = [
        ("ThreatTypes", actorThreatTypes.sorted()),
        ("Motivations", actorMotivations.sorted()),
        ("Sophistications", actorSophistications.sorted()),
        ("IntendedEffects", actorIntendedEffects.sorted()),
        ("Confidence", campaignConfidences.sorted()),
        ("EventTypes", eventTypes.sorted()),
        ("IndicatorTypes", indicatorTypes.sorted()),
        ("IndicatorThreatTypes", indicatorThreatTypes.sorted()),
        ("IndicatorAttackTypes", indicatorAttackTypes.sorted()),
        ("IndicatorCI", ratings.sorted()),
        ("IPTypes", ipTypes.sorted()),
        ("KillChain", killChain.sorted()),
        ("ObjectTypes", objectTypes.sorted()),
        ("RelationshipTypes", inverses.keys.sorted()),
        ("Sectors", sectors.sorted()),
        ("Status", statuses.sorted()),
    ]
}
