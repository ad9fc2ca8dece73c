import Accounts

/// A value that a form carries unseen.
struct HiddenField {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A form: where it goes, its fields, and what was wrong with the last try.
struct Form {
    let id: String
    let action: String
    let fields: [Field]
    var title: String?
    var text: String?
    var submit = "Save"
    var cancel: String?
    var hidden: [HiddenField] = []
    var confirmation: String?
    /// A way out for those who can't fill it in.
    var aside: LinkView?
    var isDanger = false
    /// A search: sent in the address, changes nothing.
    var isFilter = false
    /// Whether the answer is JSON, which the script shows in place.
    var answersInPlace = false

    init(_ id: String, action: String, fields: [Field] = []) {
        self.id = id
        self.action = action
        self.fields = fields
    }

    /// The form with its values, as it is first shown.
    func view(_ values: [String: [String]] = [:]) -> FormView {
        FormView(self, values: { values[$0] ?? [] }, problem: nil)
    }

    /// The form as it was sent, with the field and the reason of its refusal; what was typed is kept, but for passwords.
    func view(sent: FormFields, problem: AccountError) -> FormView {
        FormView(self, values: { sent.values(of: $0) }, problem: problem)
    }
}

/// A form as the template reads it.
struct FormView {
    let id: String
    let action: String
    let method: String
    let isPost: Bool
    let isFilter: Bool
    let answersInPlace: Bool
    let title: String?
    let text: String?
    let fault: String?
    let hidden: [HiddenField]
    let fields: [FieldView]
    let submit: String
    let style: String
    let cancel: String?
    let confirmation: String?
    let aside: LinkView?

    init(_ form: Form, values: (String) -> [String], problem: AccountError?) {
        id = form.id
        action = form.action
        method = form.isFilter ? "get" : "post"
        isPost = !form.isFilter
        isFilter = form.isFilter
        answersInPlace = form.answersInPlace
        title = form.title
        text = form.text
        let names = Set(form.fields.map(\.name))
        // A refusal that concerns no field of the form stands above it.
        fault = problem.flatMap { names.contains($0.field) ? nil : $0.description.sentence }
        hidden = form.hidden
        fields = form.fields.map { field in
            FieldView(
                field, form: form.id, values: values(field.name),
                problem: problem.flatMap { $0.field == field.name ? FormView.sentence(field.label, $0.reason) : nil })
        }
        submit = form.submit
        style = form.isDanger ? "danger" : "primary"
        cancel = form.cancel
        confirmation = form.confirmation
        aside = form.aside
    }

    /// A reason that is a sentence already stands alone.
    private static func sentence(_ label: String, _ reason: String) -> String {
        (reason.first?.isUppercase == true ? reason : "\(label) \(reason)").sentence
    }
}

extension String {
    /// With a capital and a full stop.
    var sentence: String {
        let end = last.map { ".!?".contains($0) } ?? true
        return prefix(1).uppercased() + dropFirst() + (end ? "" : ".")
    }
}
