/// Walks once over a text and takes what looks like parts of a date.
struct DateReader {
    private let bytes: [UInt8]
    private let currentYear: Int
    private var position = 0
    private var parts = DateParts()

    init(_ bytes: [UInt8], currentYear: Int) {
        self.bytes = bytes
        self.currentYear = currentYear
    }

    mutating func read() -> DateParts {
        while position < bytes.count {
            if isDigit(position) {
                readNumber()
            } else if isLetter(position) {
                readWord()
            } else {
                position += 1
            }
        }
        return parts
    }

    // MARK: Words

    private mutating func readWord() {
        let word = bytes[position..<end(of: isLetter)]
        position = word.endIndex
        if let month = DateWords.month(word) {
            if parts.month == nil { parts.month = month }
        } else if parts.time != nil, parts.minutesEast == nil {
            parts.minutesEast = DateWords.minutesEast(word)
        }
    }

    // MARK: Numbers

    private mutating func readNumber() {
        let start = position
        let digits = end(of: isDigit) - start
        if start > 0, isLetter(start - 1) {
            // Part of a name such as `run7` or `v1.10.11.12`.
            position = numericFields().end
        } else if digits <= 2, readClock() || readHour() {
            readZone(mayFollowBlank: true)
        } else if readNumericDate() || readRunOfDigits(digits) {
            readTimeBehindDate()
        } else {
            readLoneNumber(digits)
        }
    }

    /// A year of four digits, or a day, which an ordinal's ending may follow.
    private mutating func readLoneNumber(_ digits: Int) {
        guard let value = number(at: position, digits: digits), digits <= 4 else { return position += digits }
        position += digits
        if digits == 4, parts.year == nil, (1_900...2_100).contains(value) {
            parts.year = value
        } else if digits <= 2, parts.day == nil, (1...31).contains(value) {
            let ending = bytes[position..<end(of: isLetter)]
            if ending.isEmpty || DateReader.ordinals.contains(String(decoding: ending, as: UTF8.self).lowercased()) {
                parts.day = value
                position = ending.endIndex
            }
        } else if digits <= 2 {
            parts.hasStrayNumber = true
        }
    }

    private static let ordinals: Set<String> = ["st", "nd", "rd", "th"]

    // MARK: Dates of numbers

    private typealias Field = (value: Int, digits: Int)

    /// `2015-01-31`, `01/31/2015`, `31.01.2015`, `5-Mar-2024`, `2015-01`, `01/2015`: three parts, or two of which one is a year.
    ///
    /// Takes other numbers with separators too, such as addresses and versions, so that no part of them is read as a day.
    private mutating func readNumericDate() -> Bool {
        let (fields, isLonger, end) = numericFields()
        guard fields.count > 1 else { return false }
        position = end
        guard !isLonger, parts.year == nil else { return true }
        if let date = arranged(fields) {
            (parts.year, parts.month) = (date.year, date.month)
            if let day = date.day { parts.day = day }
        } else if fields.count == 3, fields[0].digits == 4 || fields[2].digits == 4 {
            parts.isImpossible = true
        }
        return true
    }

    /// Up to three numbers or months' names with the same separator between them; whether more follow; and where they end.
    private func numericFields() -> (fields: [Field], isLonger: Bool, end: Int) {
        var fields: [Field] = []
        var next = position
        var separator: UInt8?
        var isLonger = false
        while next < bytes.count {
            let start = next
            while isDigit(next) { next += 1 }
            if next > start {
                let value = number(at: start, digits: next - start)
                isLonger = isLonger || fields.count == 3 || value == nil
                if !isLonger { fields.append((value ?? 0, next - start)) }
            } else {
                while isLetter(next) { next += 1 }
                // A name is a month that needs no guessing: no digits.
                guard let month = DateWords.month(bytes[start..<next]), fields.count < 3 else { return (fields, isLonger, start) }
                fields.append((month, 0))
            }
            guard next + 1 < bytes.count, isDateSeparator(bytes[next]), separator ?? bytes[next] == bytes[next],
                isDigit(next + 1) || (fields.count < 3 && isLetter(next + 1))
            else { break }
            separator = bytes[next]
            next += 1
        }
        return (fields, isLonger, next)
    }

    /// Year first when it has four digits, else last; of day and month the month first, unless it can't be one.
    private func arranged(_ fields: [Field]) -> (year: Int, month: Int, day: Int?)? {
        if fields.count == 2 {
            let isYearFirst = fields[0].digits == 4
            let (year, month) = isYearFirst ? (fields[0], fields[1]) : (fields[1], fields[0])
            return year.digits == 4 && month.digits <= 2 && (1...12).contains(month.value) ? (year.value, month.value, nil) : nil
        }
        guard fields.count == 3 else { return nil }
        var (year, first, second) = (fields[2], fields[0], fields[1])
        var isMonthFirst = second.digits != 0
        if fields[0].digits == 4 {
            (year, first, second) = (fields[0], fields[1], fields[2])
            isMonthFirst = second.digits != 0
        } else if first.digits != 0, first.value > 12 {
            isMonthFirst = false
        }
        let (month, day) = isMonthFirst ? (first, second) : (second, first)
        guard month.digits <= 2, (1...2).contains(day.digits), year.digits == 4 || year.digits == 2,
            Timestamp(year: wholeYear(year), month: month.value, day: day.value) != nil
        else { return nil }
        return (wholeYear(year), month.value, day.value)
    }

    /// Of a year of two digits the century that brings it within fifty years of now.
    private func wholeYear(_ field: Field) -> Int {
        guard field.digits == 2 else { return field.value }
        let year = currentYear - currentYear % 100 + field.value
        return year >= currentYear + 50 ? year - 100 : year < currentYear - 50 ? year + 100 : year
    }

    /// `20150131`, also with `1000` or `100000` behind it.
    private mutating func readRunOfDigits(_ digits: Int) -> Bool {
        guard [8, 12, 14].contains(digits), parts.year == nil, let year = number(at: position, digits: 4),
            let month = number(at: position + 4, digits: 2), let day = number(at: position + 6, digits: 2), year >= 1_000,
            Timestamp(year: year, month: month, day: day) != nil
        else { return false }
        if digits > 8 {
            guard let time = time(at: position + 8, digits: digits - 8) else { return false }
            parts.time = time
        }
        (parts.year, parts.month, parts.day) = (year, month, day)
        position += digits
        return true
    }

    /// What stands at a date without a blank: `T10:00`, `T1000`, `:10:00` as in logs of web servers, or a zone.
    private mutating func readTimeBehindDate() {
        guard position + 1 < bytes.count else { return }
        let isMarked = bytes[position] == 0x54 || bytes[position] == 0x74 || bytes[position] == 0x3A
        guard isMarked, isDigit(position + 1) else { return readZone(mayFollowBlank: false) }
        position += 1
        if !readClock() {
            let digits = end(of: isDigit) - position
            guard let time = time(at: position, digits: digits) else { return position += digits }
            parts.time = time
            position += digits
            readFraction()
        }
        readZone(mayFollowBlank: true)
    }
}

// MARK: - Times

extension DateReader {
    /// `10:00`, `9:15:07.25`, each also with `am` or `pm`.
    private mutating func readClock() -> Bool {
        var next = position
        var fields: [Int] = []
        while fields.count < 3, let value = number(at: next, digits: isDigit(next + 1) ? 2 : 1) {
            guard fields.isEmpty || isDigit(next + 1) else { break }
            fields.append(value)
            next += isDigit(next + 1) ? 2 : 1
            guard next < bytes.count, bytes[next] == 0x3A, isDigit(next + 1) else { break }
            next += 1
        }
        guard fields.count >= 2, parts.time == nil, fields[1] <= 59, fields.count == 2 || fields[2] <= 59 else { return false }
        let half = halfOfDay(at: next).isAfternoon
        guard let hour = hour(fields[0], half) else { return false }
        parts.time = Int64(hour * 3_600 + fields[1] * 60 + (fields.count == 3 ? fields[2] : 0)) * 1_000_000
        position = next
        if fields.count == 3 { readFraction() }
        if half != nil { position = halfOfDay(at: position).end }
        return true
    }

    /// `10 pm`.
    private mutating func readHour() -> Bool {
        let digits = end(of: isDigit) - position
        let (half, next) = halfOfDay(at: position + digits)
        guard let half, parts.time == nil, let value = number(at: position, digits: digits), let hour = hour(value, half) else {
            return false
        }
        parts.time = Int64(hour) * 3_600_000_000
        position = next
        return true
    }

    /// Of the fraction of a second six digits count.
    private mutating func readFraction() {
        guard position < bytes.count, bytes[position] == 0x2E || bytes[position] == 0x2C, isDigit(position + 1) else { return }
        position += 1
        var unit: Int64 = 100_000
        while isDigit(position) {
            parts.time = (parts.time ?? 0) + Int64(bytes[position] - 0x30) * unit
            unit /= 10
            position += 1
        }
    }

    /// `hh`, `hhmm` or `hhmmss`.
    private func time(at start: Int, digits: Int) -> Int64? {
        guard [2, 4, 6].contains(digits), let hour = number(at: start, digits: 2), hour <= 23 else { return nil }
        let minute = digits > 2 ? number(at: start + 2, digits: 2) ?? 60 : 0
        let second = digits > 4 ? number(at: start + 4, digits: 2) ?? 60 : 0
        guard minute <= 59, second <= 59 else { return nil }
        return Int64(hour * 3_600 + minute * 60 + second) * 1_000_000
    }

    /// Whether `am` or `pm` stands there, behind a blank or none, and where it ends.
    private func halfOfDay(at start: Int) -> (isAfternoon: Bool?, end: Int) {
        let word = start < bytes.count && bytes[start] == 0x20 ? start + 1 : start
        guard word + 1 < bytes.count, bytes[word + 1] | 0x20 == 0x6D, !isLetter(word + 2) else { return (nil, start) }
        switch bytes[word] | 0x20 {
        case 0x61: return (false, word + 2)
        case 0x70: return (true, word + 2)
        default: return (nil, start)
        }
    }

    private func hour(_ value: Int, _ isAfternoon: Bool?) -> Int? {
        guard let isAfternoon else { return value <= 23 ? value : nil }
        guard (1...12).contains(value) else { return nil }
        return value % 12 + (isAfternoon ? 12 : 0)
    }

    /// `+01:00`, `-0500`, `+01`; names of zones are words.
    private mutating func readZone(mayFollowBlank: Bool) {
        let sign = mayFollowBlank && position < bytes.count && bytes[position] == 0x20 ? position + 1 : position
        guard parts.minutesEast == nil, sign < bytes.count, bytes[sign] == 0x2B || bytes[sign] == 0x2D,
            let hours = number(at: sign + 1, digits: 2), hours <= 14
        else { return }
        var end = sign + 3
        var minutes = 0
        if end < bytes.count, bytes[end] == 0x3A, let value = number(at: end + 1, digits: 2) {
            (minutes, end) = (value, end + 3)
        } else if let value = number(at: end, digits: 2) {
            (minutes, end) = (value, end + 2)
        }
        guard minutes <= 59, !isDigit(end) else { return }
        parts.minutesEast = (bytes[sign] == 0x2D ? -1 : 1) * (hours * 60 + minutes)
        position = end
    }
}

// MARK: - Bytes

extension DateReader {
    private func isDigit(_ index: Int) -> Bool { index < bytes.count && (0x30...0x39).contains(bytes[index]) }

    /// Letters outside ASCII count, so that a number within a foreign word is none.
    private func isLetter(_ index: Int) -> Bool {
        index < bytes.count && ((0x61...0x7A).contains(bytes[index] | 0x20) || bytes[index] >= 0x80)
    }

    private func isDateSeparator(_ byte: UInt8) -> Bool { byte == 0x2D || byte == 0x2F || byte == 0x2E }

    /// One past the run that begins at the position.
    private func end(of isPart: (Int) -> Bool) -> Int {
        var end = position
        while isPart(end) { end += 1 }
        return end
    }

    private func number(at start: Int, digits: Int) -> Int? {
        guard (1...4).contains(digits) else { return nil }
        var value = 0
        for index in start..<start + digits {
            guard isDigit(index) else { return nil }
            value = value * 10 + Int(bytes[index] - 0x30)
        }
        return value
    }
}
