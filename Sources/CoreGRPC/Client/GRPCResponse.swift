package import Bytes

/// What a unary call came back with.
package struct GRPCResponse: Sendable {
  package let message: SharedBytes
  package let initialMetadata: ReceivedMetadata
  package let trailingMetadata: ReceivedMetadata
}
