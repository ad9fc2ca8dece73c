/// One field of a form: what it is called, what it takes, and how it is explained.
struct Field {
    /// What it looks like.
    enum Kind {
        /// An `input` of that type.
        case input(String)
        case area(rows: Int)
        case select([Option])
        /// On or off.
        case toggle
        /// Any of several.
        case checks([Option])
    }

    /// One of several values.
    struct Option {
        let value: String
        let label: String
        let note: String?
        /// Shown, but not to be changed.
        let isLocked: Bool

        init(_ value: String, _ label: String? = nil, note: String? = nil, isLocked: Bool = false) {
            self.value = value
            self.label = label ?? value
            self.note = note
            self.isLocked = isLocked
        }
    }

    let name: String
    let label: String
    let kind: Kind
    var help: String?
    var isRequired = false
    var autocomplete: String?
    var inputMode: String?
    var minimum: Int?
    var maximum: Int?
    var maximumLength: Int?
    var placeholder: String?
    var hasFocus = false
    /// Says how many of the boxes are ticked and offers all or none.
    var isCounted = false

    init(_ name: String, _ label: String, _ kind: Kind, help: String? = nil, isRequired: Bool = false) {
        self.name = name
        self.label = label
        self.kind = kind
        self.help = help
        self.isRequired = isRequired
    }

    /// A line of text.
    static func text(
        _ name: String, _ label: String, help: String? = nil, isRequired: Bool = false, maximumLength: Int? = nil,
        placeholder: String? = nil, autocomplete: String = "off"
    ) -> Field {
        var field = Field(name, label, .input("text"), help: help, isRequired: isRequired)
        field.maximumLength = maximumLength
        field.placeholder = placeholder
        field.autocomplete = autocomplete
        return field
    }

    /// A password; never shown again, whatever was typed.
    static func password(
        _ name: String, _ label: String, help: String? = nil, isRequired: Bool = true, autocomplete: String = "new-password"
    ) -> Field {
        var field = Field(name, label, .input("password"), help: help, isRequired: isRequired)
        field.autocomplete = autocomplete
        return field
    }

    /// A whole number.
    static func number(_ name: String, _ label: String, range: ClosedRange<Int>, help: String? = nil, isRequired: Bool = true) -> Field {
        var field = Field(name, label, .input("number"), help: help, isRequired: isRequired)
        field.minimum = range.lowerBound
        field.maximum = range.upperBound
        return field
    }

    /// Six digits from an authenticator.
    static func code(_ name: String, _ label: String, help: String? = nil, isRequired: Bool = true) -> Field {
        var field = Field(name, label, .input("text"), help: help, isRequired: isRequired)
        field.autocomplete = "one-time-code"
        field.inputMode = "numeric"
        return field
    }

    /// The first thing to type into.
    var focused: Field {
        var copy = self
        copy.hasFocus = true
        return copy
    }
}

/// A field as the template reads it.
struct FieldView {
    struct OptionView {
        let id: String
        let value: String
        let label: String
        let note: String?
        let isOn: Bool
        let isLocked: Bool
    }

    let id: String
    let name: String
    let label: String
    let isInput: Bool
    let isArea: Bool
    let isSelect: Bool
    let isToggle: Bool
    let isChecks: Bool
    let type: String
    let value: String
    let rows: Int
    let options: [OptionView]
    let isOn: Bool
    let isCounted: Bool
    let onCount: Int
    let count: Int
    let isRequired: Bool
    let isOptional: Bool
    let hasFocus: Bool
    let autocomplete: String?
    let inputMode: String?
    let minimum: Int?
    let maximum: Int?
    let maximumLength: Int?
    let placeholder: String?
    let isDescribed: Bool
    let help: String?
    let problem: String?

    /// A field of a form with what it holds and what is wrong with it.
    init(_ field: Field, form: String, values: [String], problem: String?) {
        let id = "\(form)-\(field.name)"
        var type = ""
        var rows = 0
        var options: [Field.Option] = []
        var shape = (input: false, area: false, select: false, toggle: false, checks: false)
        switch field.kind {
        case .input(let kind): (type, shape.input) = (kind, true)
        case .area(let count): (rows, shape.area) = (count, true)
        case .select(let choices): (options, shape.select) = (choices, true)
        case .toggle: shape.toggle = true
        case .checks(let choices): (options, shape.checks) = (choices, true)
        }
        self.id = id
        name = field.name
        label = field.label
        isInput = shape.input
        isArea = shape.area
        isSelect = shape.select
        isToggle = shape.toggle
        isChecks = shape.checks
        self.type = type
        value = type == "password" ? "" : values.last ?? ""
        self.rows = rows
        let chosen = Set(values)
        self.options = options.enumerated().map { position, option in
            OptionView(
                id: "\(id)-\(position)", value: option.value, label: option.label, note: option.note,
                isOn: chosen.contains(option.value), isLocked: option.isLocked)
        }
        isOn = values.last == "true"
        isCounted = field.isCounted
        onCount = self.options.count(where: \.isOn)
        count = options.count
        isRequired = field.isRequired
        isOptional = !field.isRequired && (shape.input || shape.area)
        hasFocus = field.hasFocus
        autocomplete = field.autocomplete
        inputMode = field.inputMode
        minimum = field.minimum
        maximum = field.maximum
        maximumLength = field.maximumLength
        placeholder = field.placeholder
        isDescribed = field.help != nil || problem != nil
        help = field.help
        self.problem = problem
    }
}
