internal import Bytes

extension Program {
  /// Reads the words behind `command` and everything else that is set, and makes the action.
  func run(
    _ command: Command<Settings, Action>, _ words: ArraySlice<String>, environment: [String: String],
    readFile: (String) throws -> SharedBytes
  ) throws(Refusal) -> Action {
    let scanned = try scan(words, of: command)
    var settings = defaults
    do throws(ConfigurationError) {
      var assignments: [Assignment<Settings>] = []
      let variable = environment[table.fileVariable].flatMap { $0.isEmpty ? nil : $0 }
      if let path = scanned.configurationFile ?? variable {
        assignments += try table.assignments(inFile: try contents(of: path, readFile), path: path)
      }
      assignments += table.assignments(in: environment)
      // The file of a secret may be for another command's eyes only.
      for assignment in assignments where !assignment.isInFile || command.accepts(assignment.key) {
        try assignment.apply(to: &settings, readFile: readFile)
      }
    } catch {
      throw Refusal(message: error.message, isUsage: false)
    }
    for assignment in scanned.assignments {
      do throws(ConfigurationError) {
        try assignment.apply(to: &settings, readFile: readFile)
      } catch {
        throw Refusal(message: error.message, isUsage: !assignment.isInFile)
      }
    }
    try assign(scanned.positionals, of: command, to: &settings)
    do throws(ConfigurationError) {
      return try command.make(settings)
    } catch {
      throw Refusal(message: error.message, isUsage: false)
    }
  }

  private func contents(
    of path: String, _ readFile: (String) throws -> SharedBytes
  ) throws(ConfigurationError) -> SharedBytes {
    do {
      return try readFile(path)
    } catch {
      throw ConfigurationError(
        code: .unreadableFile, message: "The configuration file \(path.quoted) cannot be read: \(error).", cause: error)
    }
  }

  private func assign(
    _ words: [String], of command: Command<Settings, Action>, to settings: inout Settings
  ) throws(Refusal) {
    for (argument, word) in zip(command.arguments, words) { argument.set(&settings, word) }
    if words.count > command.arguments.count {
      throw .usage("Unexpected argument \(words[command.arguments.count].quoted).")
    }
    if let missing = command.arguments.dropFirst(words.count).first(where: { $0.isRequired }) {
      throw .usage("Missing expected argument '<\(missing.name)>'.")
    }
    for argument in command.arguments {
      if let problem = argument.check(settings) { throw .usage(problem) }
    }
  }

  private func scan(
    _ words: ArraySlice<String>, of command: Command<Settings, Action>
  ) throws(Refusal) -> ScannedArguments<Settings> {
    let keys = flagKeys(of: command)
    var scanned = ScannedArguments<Settings>()
    var rest = words
    while let word = rest.popFirst() {
      // A lone hyphen is an argument: it often stands for standard input.
      guard word.hasPrefix("-"), word != "-" else {
        scanned.positionals.append(word)
        continue
      }
      if word == "--" {
        scanned.positionals += rest
        break
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let flag = String(parts[0])
      let attached = parts.count > 1 ? String(parts[1]) : nil
      if flag == Self.fileFlag {
        scanned.configurationFile = try value(attached, &rest, of: "\(flag) <path>")
      } else if let key = keys.first(where: { $0.flags.contains(flag) }) {
        let value =
          key.isSwitch
          ? switchValue(attached, &rest) : try value(attached, &rest, of: key.labelled(flag))
        scanned.assignments.append(Assignment(key: key, place: key.labelled(flag), text: value))
      } else if let key = keys.first(where: { $0.isSwitch && $0.negatedFlags.contains(flag) }) {
        guard attached == nil else { throw .usage("The option '\(flag)' takes no value.") }
        scanned.assignments.append(Assignment(key: key, place: flag, text: "false"))
      } else {
        throw unknownOption(flag, keys: keys)
      }
    }
    return scanned
  }

  /// What is behind the equals sign, or else the next word, unless that is a flag: then the value was forgotten.
  private func value(
    _ attached: String?, _ rest: inout ArraySlice<String>, of flag: String
  ) throws(Refusal) -> String {
    if let attached { return attached }
    guard let next = rest.first, !next.hasPrefix("-") || next == "-" else {
      throw .usage("Missing value for '\(flag)'.")
    }
    rest.removeFirst()
    return next
  }

  /// A bare switch means true; the words `true` and `false` behind it are its value.
  private func switchValue(_ attached: String?, _ rest: inout ArraySlice<String>) -> String {
    if let attached { return attached }
    guard let next = rest.first, next == "true" || next == "false" else { return "true" }
    rest.removeFirst()
    return next
  }

  private func unknownOption(_ flag: String, keys: [ConfigurationKey<Settings>]) -> Refusal {
    var message = "Unknown option \(flag.quoted)."
    let known = keys.flatMap { $0.isSwitch ? $0.flags + $0.negatedFlags : $0.flags } + [Self.fileFlag]
    if let nearest = flag.nearest(in: known) { message += " Did you mean '\(nearest)'?" }
    return .usage(message)
  }

  /// The flag that names the configuration file, for every command.
  static var fileFlag: String { "--config" }

  /// What can be a flag of `command`, in the order of its help.
  func flagKeys(of command: Command<Settings, Action>) -> [ConfigurationKey<Settings>] {
    command.options + table.keys.filter(command.accepts)
  }
}

extension ConfigurationKey {
  /// A flag of this key with what stands behind it.
  func labelled(_ flag: String) -> String { isSwitch ? flag : "\(flag) <\(placeholder)>" }

  /// The spellings that switch a switch off.
  var negatedFlags: [String] { flags.map { "--no-" + $0.dropFirst(2) } }
}
