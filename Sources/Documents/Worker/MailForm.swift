/// How a mail comes (crits-resources-1.md 9.2), apart from one that comes as fields.
public enum MailForm: String, Sendable {
    /// An Internet message, possibly inside of a captured SMTP or IMAP session.
    case eml
    /// A message pasted by hand, whose header lines may be broken.
    case raw
    /// A mapping of YAML, plain data only.
    case yaml
    /// An Outlook file.
    case msg
}
