package import Bytes

/// A JSON value as text on one line, for whoever only hands it on: there is no tape, so reading it takes a parse.
package struct JSONText: Sendable {
  /// The text with what its builder was told to put around it.
  package let whole: SharedBytes
  // A builder writes at most 4 GiB.
  private let start: UInt32
  private let end: UInt32

  init(_ range: Range<Int>, of whole: SharedBytes) {
    self.whole = whole
    start = UInt32(range.lowerBound)
    end = UInt32(range.upperBound)
  }

  init(_ bytes: SharedBytes) { self.init(0..<bytes.count, of: bytes) }

  /// Text as `JSONValue.encodedJSONBytes` returns it.
  package var bytes: SharedBytes { whole[Int(start)..<Int(end)] }

  /// How much stands in front of the text.
  package var openingCount: Int { Int(start) }

  /// The value that the text stands for.
  package var value: JSONValue {
    do {
      return try JSONValue.parse(bytes, limits: Self.limits)
    } catch {
      preconditionFailure("a JSON builder has written what is not JSON: \(error)")
    }
  }

  /// Whether the text can be parsed: what a builder has written can, unless two members of an object have one name, or
  /// containers are nested deeper than a parser goes.
  var isStrict: Bool {
    do throws(JSONError) {
      _ = try JSONValue.parse(bytes, limits: Self.limits)
      return true
    } catch {
      return error.code == .tooDeep
    }
  }

  private static var limits: JSONLimits {
    JSONLimits(maximumDepth: 512, maximumSizeBytes: .max, maximumNodes: .max)
  }
}
