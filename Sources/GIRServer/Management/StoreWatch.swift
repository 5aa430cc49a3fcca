import GIRStore
import Logging
import ServiceLifecycle

/// Looks every few seconds whether the store keeps what it is given, and counts the sessions in it.
struct StoreWatch: Service, HealthCheck {
    let name = "store"
    let isRequired = true

    private let store: any Store
    private let environment: ServerEnvironment
    private let standing = StandingHealth(DependencyHealth("store", isRequired: true, .unknown))
    var interval: Duration = .seconds(5)

    init(_ store: any Store, environment: ServerEnvironment) {
        self.store = store
        self.environment = environment
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var looks = 0
            repeat {
                // A cluster reads every session to count them.
                await look(counting: looks.isMultiple(of: Self.looksForEachCount))
                looks += 1
            } while (try? await Task.sleep(for: interval)) != nil
        }
    }

    private static let looksForEachCount = 12

    func look(counting: Bool = true) async {
        var health = DependencyHealth(name, isRequired: isRequired, .up)
        do {
            try await store.check()
            if counting { environment.metrics.set(.sessions, to: Double(try await store.sessionCount())) }
        } catch is CancellationError {
            return
        } catch {
            let failure = error as? StoreError ?? StoreError(.unavailable, "the store failed: \(type(of: error))")
            // With a full disk it still reads, and those who only listen are served.
            health = DependencyHealth(name, isRequired: failure.code != .noSpace, .down)
            health.fault = .init(code: failure.code.rawValue, message: failure.reason)
        }
        environment.metrics.set(.backendUp, name, to: health.status == .up ? 1 : 0)
        guard standing.set(health) else { return }
        if let fault = health.fault {
            environment.logger.error("store fails", metadata: ["code": "\(fault.code)", "reason": "\(fault.message)"])
        } else {
            environment.logger.info("store can be used")
        }
    }

    func health() async -> DependencyHealth { standing.value }
}
