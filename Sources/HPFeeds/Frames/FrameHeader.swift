/// The first five bytes of a frame, checked before any of its body is buffered.
struct FrameHeader: Equatable, Sendable {
    /// The whole frame's length, these five bytes included.
    var length: Int
    var opcode: Opcode

    /// Checks the opcode first, then the length, as section 3 orders them.
    ///
    /// - Throws: `FrameError` with `unknownOpcode` or `lengthOutOfBounds`.
    init(length: UInt32, opcode: UInt8, limits: FrameLimits) throws(FrameError) {
        guard let opcode = Opcode(rawValue: opcode) else {
            throw FrameError(.unknownOpcode, field: "opcode \(opcode)")
        }
        // The length is signed on upstream's side; read as unsigned a negative one is merely too long.
        let length = Int(length)
        guard length >= FrameLimits.headerLength, length <= limits.maximumLength(of: opcode) else {
            throw FrameError(.lengthOutOfBounds, field: "length \(length)")
        }
        self.length = length
        self.opcode = opcode
    }
}
