import Bytes
import JSON
import SIMDJSON

/// What this parser and simdjson say about the same text.
enum SecondOpinion: Hashable {
  /// Both accept it and see the same value.
  case sameValue
  case bothRefuse
  /// Only we refuse it, on purpose: simdjson's value has an object with two members of the same name.
  case onlyDuplicateNames
  /// Only we refuse it: simdjson does not count an empty container where it looks at the depth, and its value is deeper
  /// than our limit.
  case onlyTooDeep
  /// Only simdjson refuses it: our value has an integer beyond 64 bits or a number beyond the largest double, which are
  /// kept as they were written.
  case onlyNumberBeyondRange
  /// Everything else: one of the two is wrong.
  case disagreement(String)

  /// Low, so that generated documents come to it.
  private static let maximumDepth = 8

  static func on(_ text: [UInt8]) -> SecondOpinion {
    let (verdict, theirDump) = simdjson(text)
    guard verdict != SIMDJSON_FAILED else { return .disagreement("simdjson could not finish") }
    do throws(JSONError) {
      let value = try JSONValue.parse(SharedBytes(text), limits: JSONLimits(maximumDepth: maximumDepth))
      if verdict == SIMDJSON_REFUSED_NUMBER, hasNumberBeyondRange(value) { return .onlyNumberBeyondRange }
      guard verdict == SIMDJSON_ACCEPTED else { return .disagreement("only simdjson refuses it") }
      return CanonicalDump(value).bytes == theirDump ? .sameValue : .disagreement("the values differ")
    } catch {
      guard verdict == SIMDJSON_ACCEPTED else { return .bothRefuse }
      let facts = DumpFacts(theirDump)
      if error.code == .duplicateKey, facts.hasDuplicateNames { return .onlyDuplicateNames }
      if error.code == .tooDeep, facts.depth > maximumDepth { return .onlyTooDeep }
      return .disagreement("only we refuse it: \(error)")
    }
  }

  private static func simdjson(_ text: [UInt8]) -> (simdjson_verdict, dump: [UInt8]) {
    var verdict = SIMDJSON_FAILED
    let dump = [UInt8](unsafeUninitializedCapacity: 10 * text.count + 16) { dump, count in
      // simdjson allows one container less in each other than it is told.
      verdict = simdjson_dump(text, text.count, maximumDepth + 1, dump.baseAddress!, dump.count, &count)
    }
    return (verdict, dump)
  }

  /// Judged by the standard library, not by the parser under test.
  private static func hasNumberBeyondRange(_ value: JSONValue) -> Bool {
    switch value.kind {
    case .number:
      guard let token = value.numberToken, let double = Double(token) else { return false }
      let isInteger = !token.utf8.contains { ".eE".utf8.contains($0) }
      return isInteger ? Int64(token) == nil && UInt64(token) == nil : double.isInfinite
    case .array: return value.elements.contains(where: hasNumberBeyondRange)
    case .object: return value.members.contains { hasNumberBeyondRange($0.value) }
    default: return false
    }
  }
}
