import GIRStore
import Logging
import ServiceLifecycle

/// Looks every few seconds whether the store keeps what it is given, and counts the sessions in it.
struct StoreWatch: Service, HealthCheck {
    let name = "store"
    let isRequired = true

    private let store: any Store
    private let settings: TenantSettings?
    private let environment: ServerEnvironment
    private let standing = StandingHealth(DependencyHealth("store", isRequired: true, .unknown))
    var interval: Duration = .seconds(5)

    /// - Parameter settings: what is looked at once, whether it opens with the key of now; nil for nothing.
    init(_ store: any Store, settings: TenantSettings? = nil, environment: ServerEnvironment) {
        self.store = store
        self.settings = settings
        self.environment = environment
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var looks = 0
            repeat {
                // A cluster reads every session to count them.
                await look(counting: looks.isMultiple(of: looksForEachCount))
                if looks == 0 { await lookAtSettings() }
                looks += 1
                // Whoever waits for the store to come back is to hear of it soon.
            } while (try? await Task.sleep(for: standing.value.status == .up ? interval : min(interval, .seconds(1))))
                != nil
        }
    }

    private var looksForEachCount: Int { max(1, Int(.seconds(60) / interval)) }

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

    /// Says that settings do not open, before a recording cannot be played for it: the key has to be the same on all nodes.
    func lookAtSettings() async {
        guard let settings, let contactCenters = try? await store.contactCenters() else { return }
        for contactCenter in contactCenters {
            guard let fault = try? await settings.fault(of: contactCenter.id) else { continue }
            environment.logger.error(
                "settings of a contact center cannot be read, so that its media cannot be had",
                metadata: [
                    "contactCenter": "\(contactCenter.domain)", "hint": "\(fault.hint ?? "")",
                    "reason": "\(fault.reason)",
                ]
            )
        }
    }

    func health() async -> DependencyHealth { standing.value }
}
