internal import MCPModel

/// Something that clients may want to be told of.
enum ServerChange: Sendable, Hashable {
  case toolsList
  case promptsList
  case resourcesList
  /// The contents of the resource with this URI.
  case resource(String)
  /// The state of the task with this id, for clients that listen to it.
  case task(String)
}

/// Which changes a subscription is for.
struct ChangeFilter: Sendable {
  var lists: Set<ServerChange> = []
  var resources: Set<String> = []
  var tasks: Set<String> = []

  func wants(_ change: ServerChange) -> Bool {
    switch change {
    case .toolsList, .promptsList, .resourcesList: lists.contains(change)
    case .resource(let uri): resources.contains(uri)
    case .task(let id): tasks.contains(id)
    }
  }
}
