// swift-tools-version: 6.2
import PackageDescription

/// Every target is a room: one reason to exist, and imports that point one way (see the map in README.md).
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "rialto",
  targets: [
    .target(name: "Bytes", swiftSettings: house),
    .testTarget(name: "BytesTests", dependencies: ["Bytes"], swiftSettings: house),
  ],
  swiftLanguageModes: [.v6]
)
