/// Names of the fields of pictures, by their numbers in TIFF, as exiftool writes them.
enum ImageTags {
    static let image = [
        0x00FE: "SubfileType", 0x0100: "ImageWidth", 0x0101: "ImageHeight", 0x0102: "BitsPerSample", 0x0103: "Compression",
        0x0106: "PhotometricInterpretation", 0x010D: "DocumentName", 0x010E: "ImageDescription", 0x010F: "Make", 0x0110: "Model",
        0x0112: "Orientation", 0x0115: "SamplesPerPixel", 0x011A: "XResolution", 0x011B: "YResolution", 0x0128: "ResolutionUnit",
        0x0131: "Software", 0x0132: "ModifyDate", 0x013B: "Artist", 0x013C: "HostComputer", 0x0213: "YCbCrPositioning",
        0x8298: "Copyright",
    ]
    static let exposure = [
        0x829A: "ExposureTime", 0x829D: "FNumber", 0x8822: "ExposureProgram", 0x8827: "ISO", 0x9000: "ExifVersion",
        0x9003: "DateTimeOriginal", 0x9004: "CreateDate", 0x9010: "OffsetTime", 0x9201: "ShutterSpeedValue", 0x9202: "ApertureValue",
        0x9204: "ExposureCompensation", 0x9207: "MeteringMode", 0x9209: "Flash", 0x920A: "FocalLength", 0x9286: "UserComment",
        0x9290: "SubSecTime", 0xA001: "ColorSpace", 0xA002: "ExifImageWidth", 0xA003: "ExifImageHeight", 0xA402: "ExposureMode",
        0xA403: "WhiteBalance", 0xA405: "FocalLengthIn35mmFormat", 0xA420: "ImageUniqueID", 0xA430: "OwnerName",
        0xA431: "SerialNumber", 0xA433: "LensMake", 0xA434: "LensModel", 0xA435: "LensSerialNumber",
    ]
    static let position = [
        0x0000: "GPSVersionID", 0x0001: "GPSLatitudeRef", 0x0002: "GPSLatitude", 0x0003: "GPSLongitudeRef", 0x0004: "GPSLongitude",
        0x0005: "GPSAltitudeRef", 0x0006: "GPSAltitude", 0x0007: "GPSTimeStamp", 0x0010: "GPSImgDirectionRef",
        0x0011: "GPSImgDirection", 0x0012: "GPSMapDatum", 0x001D: "GPSDateStamp",
    ]
    /// Fields that are three numbers: degrees, minutes, seconds.
    static let degrees: Set<String> = ["GPSLatitude", "GPSLongitude"]
    static let exposurePointer = 0x8769
    static let positionPointer = 0x8825
    static let userComment = 0x9286
}
