extension Vocabulary {
    /// Types of indicators.
    public static let indicatorTypes: [String] = [
        "API Key", "AS Name", "AS Number", "Adjust Token", "Bank account", "Bitcoin account", "CRX", "Certificate Fingerprint",
        "Certificate Name", "Checksum CRC16", "Command Line", "Company name", "Cookie Name", "Country", "Debug Path", "Debug String",
        "Destination Port", "Device IO", "Document from URL", "Domain", "Email Address", "Email Address From", "Email Address Sender",
        "Email Boundary", "Email HELO", "Email Header Field", "Email Message ID", "Email Originating IP", "Email Reply-To",
        "Email Subject", "Email X-Mailer", "Email X-Originating IP", "File Created", "File Deleted", "File Moved", "File Name",
        "File Opened", "File Path", "File Read", "File Written", "GET Parameter", "HEX String", "HTML ID", "HTTP Request",
        "HTTP Response Code", "IMPHASH", "IPv4 Address", "IPv4 Subnet", "IPv6 Address", "IPv6 Subnet", "Latitude", "Launch Agent",
        "Location", "Longitude", "MAC Address", "MD5", "Malware Name", "Memory Alloc", "Memory Protect", "Memory Read",
        "Memory Written", "Mutant Created", "Mutex", "Name Server", "Other File Operation", "POST Data", "Password", "Password Salt",
        "Payload Data", "Payload Type", "Pipe", "Process Name", "Protocol", "Referer", "Referer of Referer", "Registrar",
        "Registry Key", "Registry Key Created", "Registry Key Deleted", "Registry Key Enumerated", "Registry Key Monitored",
        "Registry Key Opened", "Registry Key Value Created", "Registry Key Value Deleted", "Registry Key Value Modified",
        "Registry Key Value Queried", "SHA1", "SHA256", "SMS Origin", "SSDEEP", "Service Name", "Source Port", "TS End", "TS Start",
        "Telephone", "Time Created", "Time Updated", "Tracking ID", "URI", "URI Path", "User Agent", "User ID", "Victim IP",
        "Volume Queried", "WHOIS Address 1", "WHOIS Address 2", "WHOIS Name", "WHOIS Registrant Email Address", "WHOIS Telephone",
        "Web Payload", "Webstorage Key", "XPI",
    ]

    /// Types of objects embedded in other objects.
    public static let objectTypes: [String] = [
        "API Key", "AS Name", "AS Number", "Adjust Token", "Bank account", "Base64 Alphabet", "Bitcoin account", "C2 URL", "CRX",
        "Certificate Fingerprint", "Certificate Name", "Checksum CRC16", "Command Line", "Company name", "Cookie Name", "Country",
        "Debug Path", "Debug String", "Destination Port", "Device IO", "Document Metadata", "Document from URL", "Domain",
        "Email Address", "Email Address From", "Email Address Sender", "Email Boundary", "Email HELO", "Email Header Field",
        "Email Message ID", "Email Originating IP", "Email Reply-To", "Email Subject", "Email X-Mailer", "Email X-Originating IP",
        "Encryption Key", "File Created", "File Deleted", "File Moved", "File Name", "File Opened", "File Path", "File Read",
        "File Upload", "File Written", "GET Parameter", "HEX String", "HTML ID", "HTTP Request", "HTTP Response Code", "IMPHASH",
        "IPv4 Address", "IPv4 Subnet", "IPv6 Address", "IPv6 Subnet", "Latitude", "Launch Agent", "Location", "Longitude",
        "MAC Address", "MD5", "Malware Name", "Memory Alloc", "Memory Protect", "Memory Read", "Memory Written", "Mutant Created",
        "Mutex", "Name Server", "Other File Operation", "PIVY Group Name", "PIVY Password", "POST Data", "Password", "Password Salt",
        "Payload Data", "Payload Type", "Pipe", "Process Name", "Protocol", "RC4 Key", "Referer", "Referer of Referer", "Registrar",
        "Registry Key", "Registry Key Created", "Registry Key Deleted", "Registry Key Enumerated", "Registry Key Monitored",
        "Registry Key Opened", "Registry Key Value Created", "Registry Key Value Deleted", "Registry Key Value Modified",
        "Registry Key Value Queried", "SHA1", "SHA256", "SMS Origin", "SSDEEP", "Service Name", "Source Port", "String", "TS End",
        "TS Start", "Telephone", "Time Created", "Time Updated", "Tracking ID", "URI", "URI Path", "User Agent", "User ID",
        "Victim IP", "Volume Queried", "WHOIS Address 1", "WHOIS Address 2", "WHOIS Name", "WHOIS Registrant Email Address",
        "Web Payload", "Webstorage Key", "XPI",
    ]
}
