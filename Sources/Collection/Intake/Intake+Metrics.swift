public import Documents

extension Intake {
    /// Counters and gauges in the Prometheus text format (design decision 22).
    public func metricsText(at now: Timestamp) -> String {
        let counts = metrics.current
        let gauges = gauges(at: now)
        var text = ""
        func add(_ name: String, _ type: String, _ help: String, _ value: String) {
            text += "# HELP waggle_intake_\(name) \(help)\n# TYPE waggle_intake_\(name) \(type)\nwaggle_intake_\(name) \(value)\n"
        }
        add("received_total", "counter", "Messages accepted from brokers and pullers.", "\(counts.received)")
        add("stored_total", "counter", "Messages committed.", "\(counts.stored)")
        add("failed_total", "counter", "Messages stored in error.", "\(counts.failed)")
        add("dropped_total", "counter", "Messages dropped because the spool was full.", "\(counts.dropped)")
        add("refused_total", "counter", "Messages on channels that can't be stored.", "\(counts.refused)")
        add("spooled_total", "counter", "Messages that went through the spool.", "\(counts.spooled)")
        add("damaged_files_total", "counter", "Spool files in which something could not be read.", "\(counts.damagedFiles)")
        add("batches_total", "counter", "Commits.", "\(counts.batches)")
        add("retries_total", "counter", "Commits that failed and were tried again.", "\(counts.retries)")
        add("queue_messages", "gauge", "Messages in memory that are not committed.", "\(gauges.queued)")
        add("queue_bytes", "gauge", "Bytes of memory they hold.", "\(gauges.queuedBytes)")
        add("spool_messages", "gauge", "Messages in the spool that are not committed.", "\(gauges.spooled)")
        add("spool_bytes", "gauge", "Bytes of the spool on disk.", "\(gauges.spoolBytes)")
        add("unsynced_seconds", "gauge", "Age of the oldest message that is not durable.", "\(gauges.age)")
        add("holding", "gauge", "1 while publishers are held.", isHolding ? "1" : "0")
        return text
    }
}
