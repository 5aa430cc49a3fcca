import Logging
import ServiceLifecycle

/// Gives the service manager a sign of life twice in the time that it waits for one, as long as the event loops turn.
struct Watchdog: Service {
    let notifier: ServiceNotifier
    let pulse: LoopPulse
    let logger: Logger

    func run() async throws {
        guard let time = notifier.watchdog else { return try await gracefulShutdown() }
        // The first of the services is told last: a drain that hangs is what it is for.
        await cancelWhenGracefulShutdown {
            repeat {
                if await pulse.isThere() {
                    notifier.send(.watchdog)
                } else {
                    logger.critical("event loops are stuck, the watchdog gets no sign of life")
                }
            } while (try? await Task.sleep(for: time / 2)) != nil
        }
    }
}
