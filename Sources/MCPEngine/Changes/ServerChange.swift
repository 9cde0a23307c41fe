internal import MCPModel

/// Something that clients may want to be told of.
enum ServerChange: Sendable, Hashable {
  case toolsList
  case promptsList
  case resourcesList
  /// The contents of the resource with this URI.
  case resource(String)
  /// The state of the task with this id.
  case task(String)
}

/// Which changes a subscription is for.
struct ChangeFilter: Sendable {
  var lists: Set<ServerChange> = []
  var resources: Set<String> = []
  /// Tasks that are watched, by id.
  var tasks: [String] = []

  func wants(_ change: ServerChange) -> Bool {
    switch change {
    case .toolsList, .promptsList, .resourcesList: lists.contains(change)
    case .resource(let uri): resources.contains(uri)
    // Those who want it are found by its id.
    case .task: true
    }
  }
}
