internal import CGRPC

/// Conversions between the core's times and Swift's.
enum Deadline {
  /// The moment a call has to be over by; nil when it has no deadline.
  static func instant(_ deadline: gpr_timespec) -> ContinuousClock.Instant? {
    let clock = deadline.clock_type
    guard gpr_time_cmp(deadline, gpr_inf_future(clock)) < 0 else { return nil }
    let left = gpr_time_sub(deadline, gpr_now(clock))
    return .now.advanced(by: .seconds(left.tv_sec) + .nanoseconds(Int64(left.tv_nsec)))
  }

  /// The core's form of "this long from now"; nil is never.
  static func timespec(after duration: Duration?) -> gpr_timespec {
    guard let duration else { return gpr_inf_future(GPR_CLOCK_MONOTONIC) }
    let (seconds, attoseconds) = duration.components
    let span = gpr_timespec(
      tv_sec: seconds, tv_nsec: Int32(attoseconds / 1_000_000_000), clock_type: GPR_TIMESPAN)
    return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), span)
  }
}
