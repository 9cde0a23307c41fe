internal import Foundation

/// Runs tasks on threads of their own that may block, so that a test can be a plain conversation over a socket. A queue
/// of Dispatch would start further threads only after a second.
package final class BlockingExecutor: TaskExecutor {
  package static let shared = BlockingExecutor()

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
