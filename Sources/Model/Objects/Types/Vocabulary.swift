/// Closed value lists of the CRITs API; spelling and case are part of it (crits-api.md 12, vocabulary.json).
public enum Vocabulary {
    /// Threat types of actors.
    public static let actorThreatTypes: [String] = [
        "Credential Theft Botnet Operator", "Credential Theft Botnet Service", "Cyber Espionage Operations",
        "Disgruntled Customer / User", "Hacker - Black Hat", "Hacker - Gray Hat", "Hacker - White Hat", "Hacktivist", "Insider Threat",
        "Malware Developer", "Money Laundering Network", "Organized Crime", "Spam Service", "State Actor / Agency", "Traffic Service",
        "Underground Call Service",
    ]

    /// Motivations of actors.
    public static let actorMotivations: [String] = [
        "Anti-Corruption", "Anti-Establishment", "Ego", "Environmental", "Ethnic / Nationalist", "Financial or Economic",
        "Human Rights", "Information Freedom", "Military", "Opportunistic", "Political", "Religious", "Security Awareness",
    ]

    /// Sophistications of actors.
    public static let actorSophistications: [String] = [
        "Aspirant", "Expert", "Innovator", "Novice", "Practitioner",
    ]

    /// Intended effects of actors.
    public static let actorIntendedEffects: [String] = [
        "Account Takeover", "Brand Damage", "Competitive Advantage", "Credential Theft", "Degredation of Service",
        "Denial and Deception", "Destruction", "Disruption", "Economic", "Embarrassment", "Exposure", "Extortion", "Fraud",
        "Harassment", "ICS Control", "Identity Theft", "Intellectual Property", "Military", "Political", "Proprietary Information",
        "Traffic Diversion", "Unauthorized Access",
    ]

    /// Confidence of a campaign attribution, lowest first.
    public static let campaignConfidence: [String] = [
        "low", "medium", "high",
    ]

    /// Confidence of a relationship, lowest first.
    public static let relationshipConfidence: [String] = [
        "unknown", "low", "medium", "high",
    ]

    /// Types of events.
    public static let eventTypes: [String] = [
        "Application Compromise", "Denial of Service", "Distributed Denial of Service", "Exploitation", "Intel Sharing",
        "Malicious Code", "Phishing", "Privileged Account Compromise", "Scanning", "Sensor Alert", "Sniffing", "Social Engineering",
        "Spam", "Strategic Web Compromise", "Unauthorized Information Access", "Unknown", "Website Defacement",
    ]

    /// Threat types of indicators.
    public static let indicatorThreatTypes: [String] = [
        "Bad Actor", "Command Exec", "Compromised Credential", "Malicious Ad", "Malicious Content", "Malicious Domain", "Malicious IP",
        "Malicious Inject", "Malicious URL", "Malicious URL Chunk", "Malware Artifacts", "Malware Sample", "Malware Victim",
        "Proxy IP", "SMS Spam", "Sinkhole Event", "Unknown", "Victim IP Usage", "Web Request", "Whitelist Domain", "Whitelist IP",
        "Whitelist URL",
    ]

    /// Attack types of indicators.
    public static let indicatorAttackTypes: [String] = [
        "Access Token Theft", "Brute Force", "Clickjacking", "Email Spam", "Fake Accounts", "IP Infringement", "Malicious App",
        "Malware", "Phishing", "Self XSS", "Share Baiting", "Targeted", "Unknown",
    ]

    /// Ratings of confidence and impact of an indicator, lowest first.
    public static let indicatorRatings: [String] = [
        "unknown", "benign", "low", "medium", "high",
    ]

    /// Types of IP objects.
    public static let addressTypes: [String] = [
        "IPv4 Address", "IPv4 Subnet", "IPv6 Address", "IPv6 Subnet",
    ]

    /// Steps of the kill chain.
    public static let killChain: [String] = [
        "Control", "Deliver", "Execute", "Exploit", "Maintain", "Recon", "Weaponize",
    ]

    /// Sectors.
    public static let sectors: [String] = [
        "Chemical", "Commercial Facilities", "Communications", "Critical Manufacturing", "Dams", "Defense Industrial Base",
        "Emergency Services", "Energy", "Financial Services", "Food and Agriculture", "Government Facilities",
        "Healthcare and Public Health", "Information Technology", "Nuclear Reactors Materials and Waste", "Transportation Systems",
        "Water and Wastewater Systems",
    ]

    /// Statuses of an object.
    public static let statuses: [String] = [
        "New", "In Progress", "Analyzed", "Deprecated",
    ]

    /// How a location belongs to an object.
    public static let locationTypes: [String] = [
        "Originated From", "Destined For",
    ]
}

extension Vocabulary {
    /// One category of the `vocab` resource.
    public struct Category: Sendable, Hashable {
        /// Name in the URL.
        public let name: String
        /// Its values, sorted by code point.
        public let values: [String]

        init(_ name: String, _ values: [String]) {
            self.name = name
            self.values = values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    /// The categories of the `vocab` resource, in its order.
    public static let categories: [Category] = [
        Category("ThreatTypes", actorThreatTypes),
        Category("Motivations", actorMotivations),
        Category("Sophistications", actorSophistications),
        Category("IntendedEffects", actorIntendedEffects),
        Category("Confidence", campaignConfidence),
        Category("EventTypes", eventTypes),
        Category("IndicatorTypes", indicatorTypes),
        Category("IndicatorThreatTypes", indicatorThreatTypes),
        Category("IndicatorAttackTypes", indicatorAttackTypes),
        Category("IndicatorCI", indicatorRatings),
        Category("IPTypes", addressTypes),
        Category("KillChain", killChain),
        Category("ObjectTypes", objectTypes),
        Category("RelationshipTypes", RelationshipTypes.names),
        Category("Sectors", sectors),
        Category("Status", statuses),
    ]
}
