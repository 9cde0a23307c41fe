/// Why this room exists: it holds the Swift types of every file in `Protos`, generated while building by
/// `protoc-gen-rialto`. It imports Bytes and Wire; nothing in it is written by hand.
///
/// A message `Name` of the package `a.b` is `A_B_Name`, a service likewise, with its methods in `A_B_Name.Method`, and
/// `FileDescriptors` has what server reflection tells.
