internal import CPCRE2

/// A compiled regular expression; the only place that knows PCRE2.
///
/// ECMA-262 as near as PCRE2 comes to it (see `PatternSyntax` too): UTF, but `\d`, `\w` and `\b` by ASCII alone, so no
/// UCP; `$` only at the very end; `\uHHHH`, `\u{H}` and `\xHH`; empty brackets; a reference to a group without a match
/// matches nothing; `.` stops at line feeds and carriage returns.
///
/// PCRE2's own match limit counts anew from every start position and does not count characters, so it alone would not
/// stop a quadratic search in a long text. Hence a callout in front of every item of the pattern, which counts steps.
///
/// The compiled code is owned by this object, freed by `deinit`, and never written after `init`: it is `Sendable`.
final class Pattern: @unchecked Sendable {
  let source: String
  private let code: OpaquePointer
  /// Steps for each item beyond the one for trying it: what an item may do before it fails and is not seen again.
  private let itemSteps: Int
  private let hasBackReference: Bool

  enum Outcome {
    case matches, fails
    /// The steps or the memory are used up.
    case tooCostly
  }

  struct SyntaxError: Error {
    let message: String
  }

  init(_ source: String) throws(SyntaxError) {
    var pattern = PatternSyntax.rewritten(source)
    let options =
      PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF
      | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT
    guard let context = pcre2_compile_context_create_8(nil) else { throw SyntaxError(message: "there is no memory") }
    defer { pcre2_compile_context_free_8(context) }
    pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_ANYCRLF))
    pcre2_set_compile_extra_options_8(context, PCRE2_EXTRA_ALT_BSUX)
    var errorCode: CInt = 0
    var errorOffset = 0
    let compiled = pattern.withUTF8 {
      pcre2_compile_8($0.baseAddress, $0.count, options, &errorCode, &errorOffset, context)
    }
    guard let compiled else { throw SyntaxError(message: Self.message(errorCode)) }
    code = compiled
    self.source = source
    var backReference: UInt32 = 0
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_BACKREFMAX), &backReference)
    hasBackReference = backReference > 0
    itemSteps = Self.longestRepetition(pattern) / Self.bytesPerStep
  }

  deinit { pcre2_code_free_8(code) }

  private static func message(_ code: CInt) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = pcre2_get_error_message_8(code, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
  }

  /// The greatest number behind a brace. Such a repetition may read that many characters in vain.
  private static func longestRepetition(_ pattern: String) -> Int {
    pattern.utf8.split(separator: UInt8(ascii: "{")).dropFirst(pattern.utf8.first == UInt8(ascii: "{") ? 0 : 1)
      .map { Int(String(Substring($0.prefix { $0 &- 0x30 < 10 }))) ?? 0 }.max() ?? 0
  }
}

extension Pattern {
  private static var bytesPerStep: Int { 16 }

  /// What the callouts count.
  private struct Meter {
    var stepsLeft: Int
    let stepsPerItem: Int
    var position = 0

    /// False where the steps are used up.
    mutating func count(_ newPosition: Int) -> Bool {
      stepsLeft -= stepsPerItem + abs(newPosition - position) / Pattern.bytesPerStep
      position = newPosition
      return stepsLeft >= 0
    }
  }

  /// Whether the pattern matches anywhere in `text`.
  ///
  /// - Parameter stepsLeft: what the search may use; it takes from it.
  func search(_ text: UnsafeRawBufferPointer, stepsLeft: inout Int, memoryBytes: Int) -> Outcome {
    let textSteps = 1 + text.count / Self.bytesPerStep
    stepsLeft -= textSteps
    guard stepsLeft >= 0, let context = pcre2_match_context_create_8(nil) else { return .tooCostly }
    defer { pcre2_match_context_free_8(context) }
    guard let match = pcre2_match_data_create_8(1, nil) else { return .tooCostly }
    defer { pcre2_match_data_free_8(match) }
    pcre2_set_match_limit_8(context, UInt32(clamping: stepsLeft))
    pcre2_set_depth_limit_8(context, UInt32(clamping: stepsLeft))
    pcre2_set_heap_limit_8(context, UInt32(clamping: memoryBytes >> 10))

    var meter = Meter(
      stepsLeft: stepsLeft, stepsPerItem: 1 + min(hasBackReference ? .max : itemSteps, text.count / Self.bytesPerStep))
    let result = withUnsafeMutablePointer(to: &meter) { meter in
      pcre2_set_callout_8(
        context,
        { block, meter in
          guard let block, let meter else { return 0 }
          return meter.assumingMemoryBound(to: Meter.self).pointee.count(block.pointee.current_position)
            ? 0 : PCRE2_ERROR_CALLOUT
        }, meter)
      return pcre2_match_8(
        code, text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count, 0, 0, match, context)
    }
    stepsLeft = meter.stepsLeft
    return result >= 0 ? .matches : result == PCRE2_ERROR_NOMATCH ? .fails : .tooCostly
  }
}
