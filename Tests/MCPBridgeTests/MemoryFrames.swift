import Bytes
import MCPBridge
import Synchronization
import TestSupport

/// A connection of frames whose other end is the test.
final class MemoryFrames: FrameConnection {
  let inbound = Inbox<FrameEvent>()
  let outbound = Inbox<String>()
  /// Frames that `offer` still has room for.
  let room = Mutex(Int.max)

  func next() async -> FrameEvent { await inbound.take() ?? .reset }

  func offer(_ frame: SharedBytes) -> Bool {
    let hasRoom = room.withLock { room in
      guard room > 0 else { return false }
      room -= 1
      return true
    }
    if hasRoom { outbound.put(frame.string ?? "") }
    return hasRoom
  }

  func send(_ frame: SharedBytes) async { outbound.put(frame.string ?? "") }
}
