/// Windows' numbers of character sets, as Outlook files name them.
enum OutlookCodePage {
    /// Windows-1252, for files that name none (crits-resources-1.md 9.6).
    static let western: Int32 = 1_252

    /// Those whose number is no part of the name that the C library knows.
    private static let names: [Int32: String] = [
        20_127: "us-ascii", 20_866: "koi8-r", 21_866: "koi8-u", 20_932: "euc-jp", 50_220: "iso-2022-jp", 50_221: "iso-2022-jp",
        50_225: "iso-2022-kr", 51_932: "euc-jp", 51_936: "gb2312", 51_949: "euc-kr", 54_936: "gb18030", 65_000: "utf-7",
        65_001: "utf-8", 1_200: "utf-16le", 1_201: "utf-16be",
    ]

    /// The name of a character set.
    static func charset(_ number: Int32) -> String {
        if let name = names[number] { return name }
        if (28_591...28_606).contains(number) { return "iso-8859-\(number - 28_590)" }
        return "cp\(number)"
    }
}
