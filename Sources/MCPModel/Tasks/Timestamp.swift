internal import Glibc

/// A moment by the clock on the wall, to the millisecond: what peers and other replicas are told, never a measure of
/// how long something took.
package struct Timestamp: Sendable, Hashable, Comparable {
  /// Since 1970-01-01T00:00:00Z, without leap seconds.
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static var now: Timestamp {
    var time = timespec()
    // The call cannot fail for this clock and a valid pointer.
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// Such as `2025-11-25T10:30:00.000Z` (ISO 8601). For a moment outside the years 1 to 9999, the nearest inside.
  package var iso8601: String {
    let milliseconds = min(max(milliseconds, Self.earliest), Self.latest)
    let fraction = (milliseconds % 1000 + 1000) % 1000
    var seconds = time_t((milliseconds - fraction) / 1000)
    var fields = tm()
    gmtime_r(&seconds, &fields)
    let date = [(fields.tm_year + 1900, 4), (fields.tm_mon + 1, 2), (fields.tm_mday, 2)]
    let time = [(fields.tm_hour, 2), (fields.tm_min, 2), (fields.tm_sec, 2)]
    return Self.text(date, "-") + "T" + Self.text(time, ":") + "." + Self.text([(Int32(fraction), 3)], "") + "Z"
  }

  /// 0001-01-01T00:00:00.000Z.
  private static let earliest: Int64 = -62_135_596_800_000
  /// 9999-12-31T23:59:59.999Z.
  private static let latest: Int64 = 253_402_300_799_999

  /// Numbers, each with as many digits as it wants.
  private static func text(_ fields: [(value: Int32, digits: Int)], _ separator: String) -> String {
    fields.map { field in
      let digits = String(field.value)
      return String(repeating: "0", count: max(0, field.digits - digits.count)) + digits
    }.joined(separator: separator)
  }
}
