/// Names, texts, mail and rules of log-ins (crits-web.md 3).
public struct SiteSettings: Sendable, Equatable {
    /// Who needs a second factor.
    public enum SecondFactor: String, Sendable {
        case disabled = "Disabled"
        /// Users who switched it on.
        case optional = "Optional"
        /// Everybody: who has none has to make one before anything else.
        case required = "Required"
    }

    /// `company_name`: the organization of users who have none of their own.
    public let companyName: String
    /// `instance_name`.
    public let instanceName: String
    /// `instance_url`: start of links in mails, without a slash at its end; empty when mails carry none.
    public let instanceURL: String
    /// `classification`: the banner on every page.
    public let classification: String
    /// `crits_message`: shown on the login page.
    public let message: String
    /// `password_complexity_regex`.
    public let passwordComplexityExpression: String
    /// `password_complexity_desc`.
    public let passwordComplexityDescription: String
    /// `totp_web`.
    public let secondFactor: SecondFactor
    /// `email_host`; empty when mail can't be sent.
    public let mailHost: String
    /// `email_port`.
    public let mailPort: Int
    /// `email_security`: `none`, `starttls` or `tls`.
    public let mailSecurity: String
    /// `email_username`; empty when the server wants none.
    public let mailUsername: String
    /// `email_password`, sealed, as hexadecimal digits.
    public let sealedMailPassword: String
    /// `crits_email`: the sender.
    public let mailSender: String
    /// `crits_email_subject_tag`, at the end of a subject or, without `crits_email_end_tag`, at its start.
    public let mailSubjectTag: String
    /// `crits_email_end_tag`.
    public let mailTagsAtEnd: Bool

    /// `zip7_password`.
    public let zipPassword: String

    init(_ values: Values) {
        zipPassword = values.text(.zipPassword)
        companyName = values.text(.companyName)
        instanceName = values.text(.instanceName)
        var url = values.text(.instanceURL)
        while url.last == "/" { url.removeLast() }
        instanceURL = url
        classification = values.text(.classification)
        message = values.text(.message)
        passwordComplexityExpression = values.text(.passwordComplexityExpression)
        passwordComplexityDescription = values.text(.passwordComplexityDescription)
        secondFactor = SecondFactor(rawValue: values.text(.secondFactor)) ?? .disabled
        mailHost = values.text(.mailHost)
        mailPort = values.integer(.mailPort)
        mailSecurity = values.text(.mailSecurity)
        mailUsername = values.text(.mailUsername)
        sealedMailPassword = values.stored[Setting.mailPassword.name] ?? ""
        mailSender = values.text(.mailSender)
        mailSubjectTag = values.text(.mailSubjectTag)
        mailTagsAtEnd = values.boolean(.mailTagsAtEnd)
    }
}

extension Setting {
    static let zipPassword = Setting(
        "zip7_password", .text(maximumBytes: 64), default: "infected", "password of downloaded zip archives")
    static let companyName = Setting(
        "company_name", .text(maximumBytes: 128), default: "My Company", "organization of users who have none of their own")
    static let instanceName = Setting(
        "instance_name", .text(maximumBytes: 128), default: "My Instance", "name of this installation, in titles and mails")
    static let instanceURL = Setting(
        "instance_url", .text(maximumBytes: 1_024), default: "", "start of links in mails, such as https://waggle.example.org")
    static let classification = Setting(
        "classification", .text(maximumBytes: 256), default: "unclassified", "banner on every page")
    static let message = Setting("crits_message", .text(maximumBytes: 4_096), default: "", "text on the login page")
    static let passwordComplexityExpression = Setting(
        "password_complexity_regex", .expression(maximumBytes: 1_024),
        default: #"(?=^.{8,}$)((?=.*\d)|(?=.*\W+))(?![.\n])(?=.*[A-Z])(?=.*[a-z]).*$"#, "what a password has to match")
    static let passwordComplexityDescription = Setting(
        "password_complexity_desc", .text(maximumBytes: 1_024),
        default: "8 characters, at least 1 capital, 1 lowercase and 1 number/special", "password_complexity_regex in words")
    static let secondFactor = Setting(
        "totp_web", .choice(["Disabled", "Optional", "Required"]), default: "Optional", "codes of an authenticator app at log-in")
    static let mailHost = Setting("email_host", .text(maximumBytes: 255), default: "", "mail server (SMTP); empty: no mail is sent")
    static let mailPort = Setting("email_port", .integer(1...65_535), default: "25", "port of the mail server")
    static let mailSecurity = Setting(
        "email_security", .choice(["none", "starttls", "tls"]), default: "starttls", "how the mail server is spoken to")
    static let mailUsername = Setting("email_username", .text(maximumBytes: 255), default: "", "log-in at the mail server")
    static let mailPassword = Setting("email_password", .secret(maximumBytes: 255), default: "", "password at the mail server")
    static let mailSender = Setting("crits_email", .text(maximumBytes: 254), default: "", "sender address of mails")
    static let mailSubjectTag = Setting(
        "crits_email_subject_tag", .text(maximumBytes: 64), default: "", "added to the subjects of mails")
    static let mailTagsAtEnd = Setting(
        "crits_email_end_tag", .boolean, default: "true", "crits_email_subject_tag at the end of a subject, not at its start")

    /// The settings of ``SiteSettings``, in the order of lists.
    static let site: [Setting] = [
        zipPassword, companyName, instanceName, instanceURL, classification, message, passwordComplexityExpression,
        passwordComplexityDescription,
        secondFactor, mailHost, mailPort, mailSecurity, mailUsername, mailPassword, mailSender, mailSubjectTag, mailTagsAtEnd,
    ]
}
