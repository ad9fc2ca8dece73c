/// What the broker of this process knows of a sensor.
public struct SensorFigures: Sendable, Equatable {
    /// Open connections that have authenticated.
    public var connections: Int
    /// Messages of the last minute.
    public var messagesPerMinute: Int
    /// Errors sent to it since the start.
    public var errors: Int

    /// Figures; zero each for a sensor that was not seen.
    public init(connections: Int = 0, messagesPerMinute: Int = 0, errors: Int = 0) {
        self.connections = connections
        self.messagesPerMinute = messagesPerMinute
        self.errors = errors
    }
}
