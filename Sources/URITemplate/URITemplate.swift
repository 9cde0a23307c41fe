/// Why this room exists: an MCP server names a family of resources by one template; clients expand it, and the server
/// has to find the template and the values of its variables in the URI it gets back. It imports nothing.

/// A URI Template (RFC 6570, all four levels), which expands variables to a URI and matches a URI to find them again.
package struct URITemplate: Sendable {
  /// The longest template that is accepted, and the most variables in one.
  package static let maximumTemplateBytes = 4_096
  package static let maximumVariables = 64
  /// The longest URI that is matched.
  package static let maximumURIBytes = 8_192

  /// The values of variables by their names. A variable that is not there is undefined in the sense of the RFC.
  package typealias Variables = [String: Value]

  /// The template as it was written.
  package let text: String
  let parts: [Part]
  private let pattern: MatchPattern

  enum Part: Sendable {
    case literal([URIUnit])
    case expression(Expression)
  }

  /// - Throws: `URITemplateError` with the byte at which the text stops being a template, or for one over the limits.
  package init(_ text: String) throws(URITemplateError) {
    var parser = TemplateParser(text)
    parts = try parser.parse()
    self.text = text
    pattern = MatchPattern(parts)
  }

  /// The names of the variables in the order in which they first appear.
  package var variableNames: [String] {
    var names: [String] = []
    for case .expression(let expression) in parts {
      for variable in expression.variables where !names.contains(variable.name) { names.append(variable.name) }
    }
    return names
  }

  /// The values that expand to `uri`, or nil where there are none.
  ///
  /// This is the inverse of `expand` where that has one, and these rules where it does not:
  /// - Characters that an expansion would encode have to be encoded: only `{+var}` and `{#var}` match a slash or any
  ///   other reserved character, and nothing matches a space. Values come back decoded and have to be UTF-8.
  /// - An expression without an operator, or with `+`, matches at least one character. All others may be absent
  ///   altogether, and so may each parameter of `{?a,b}`, `{&a,b}` and `{;a,b}`, which come in any order. A parameter
  ///   that is not in the template is no match, nor is one that comes twice and is not exploded. An empty one may lack
  ///   its equals sign.
  /// - An expression takes as many characters as it can and still leave a match, but leaves those that an expression
  ///   right behind it can begin with: in `{name}{.extension}` the last dot separates. Before `{#var}` it is the first
  ///   number sign, as in any URI.
  /// - Values without names fill the variables from the left, those at the end may be absent, and an exploded one takes
  ///   what the ones behind it leave. What separates values is then not part of them, though `{+a,b}` and `{.a,b}` do
  ///   not encode it.
  /// - An exploded variable is a list. One that is not is a list where commas separate values that could not have a
  ///   comma of their own, and otherwise a string.
  /// - `{var:3}` matches up to three characters, and that prefix is the value. A variable that the URI has twice has to
  ///   have the same value, up to prefixes.
  ///
  /// The time it takes is bounded by the product of both lengths, whatever the URI: nothing is tried twice. A URI that
  /// is longer than `maximumURIBytes` is no match.
  package func match(_ uri: String) -> Variables? {
    pattern.match(uri)
  }
}

extension URITemplate: Hashable, CustomStringConvertible {
  package static func == (left: URITemplate, right: URITemplate) -> Bool { left.text == right.text }

  package func hash(into hasher: inout Hasher) { hasher.combine(text) }

  package var description: String { text }
}
