import Accounts
import Hummingbird
import Model

/// One request for a page by someone who is logged in.
struct Visit: Sendable {
    let request: Request
    let principal: Principal
    /// Changes accounts in this one's name.
    let administration: Administration
    let query: FormFields
    /// The peer's address.
    let address: String

    /// Whether the caller may do what needs a permission.
    func may(_ need: Need) -> Bool { need.isMet(by: principal.access) }
    func may(_ permission: String) -> Bool { may(.permission(permission)) }
}

/// What a form shows: how it starts, or how it was refused.
enum FormState {
    case fresh
    case refused(FormFields, AccountError)

    /// The form with these values when it was not sent before.
    func view(_ form: Form, _ values: [String: [String]] = [:]) -> FormView {
        switch self {
        case .fresh: form.view(values)
        case .refused(let sent, let problem): form.view(sent: sent, problem: problem)
        }
    }
}

/// How a form that was sent ended, other than by a refusal.
enum Outcome {
    /// Done; says so on another page.
    case done(String, next: String)
    /// A page right away, for what can be shown only once.
    case page(PageView)
    case response(Response)
}
