internal import JSON

/// A picture that stands for something (2025-11-25, Basic, `icons`). Sent from 2025-11-25 on.
public struct Icon: Sendable {
  /// An `https:` or `data:` URI; clients refuse other schemes and other origins than the server's.
  public var src: String
  /// Such as `image/png`, where the source does not say so itself.
  public var mimeType: String?
  /// Such as `48x48`, or `any` for a picture that scales. None says that any size will do.
  public var sizes: [String]
  /// The background that the icon is made for; nil for any.
  public var theme: Theme?

  /// The background of whoever shows the icon.
  public enum Theme: String, Sendable, CaseIterable {
    case light
    case dark
  }

  public init(src: String, mimeType: String? = nil, sizes: [String] = [], theme: Theme? = nil) {
    self.src = src
    self.mimeType = mimeType
    self.sizes = sizes
    self.theme = theme
  }

  func write(to builder: inout JSONBuilder) {
    builder.beginObject()
    builder.member("src", src)
    builder.member("mimeType", mimeType)
    if !sizes.isEmpty { builder.member("sizes", sizes) }
    builder.member("theme", theme?.rawValue)
    builder.endObject()
  }
}

extension JSONBuilder {
  /// `icons`, where there are any and the revision knows them.
  mutating func icons(_ icons: [Icon], _ traits: RevisionTraits) {
    guard traits.contains(.icons), !icons.isEmpty else { return }
    array("icons", icons) { $1.write(to: &$0) }
  }
}
