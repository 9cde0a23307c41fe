package import Bytes

/// A complete response.
package struct HTTPResponse: Sendable {
  /// From 200 to 599.
  package var status: Int
  package var headers: HTTPHeaders
  /// Not sent in answer to HEAD, but its length is; not with 204 and 304, which have none.
  package var body: SharedBytes

  package init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: SharedBytes = SharedBytes()) {
    precondition((200...599).contains(status), "a response's status is from 200 to 599")
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A line of plain text.
  package static func text(_ status: Int, _ text: String) -> HTTPResponse {
    HTTPResponse(status: status, headers: plainText, body: SharedBytes((text + "\n").utf8))
  }

  private static let plainText: HTTPHeaders = ["Content-Type": "text/plain; charset=utf-8"]
}
