import FoundationEssentials
import GIRConfigKit
import HTTPTypes
import Hummingbird
import NIOCore

/// The pages about health: for probes, so that the status says it all; details are for this machine.
struct HealthPages: Sendable {
    let health: Health
    let pulse: LoopPulse

    var routes: [Routes.Route] {
        [
            Routes.Route(method: .get, path: "/health/live", access: .anyone) { _, _ in
                Self.answer(await pulse.isThere() ? "up" : "down")
            },
            Routes.Route(method: .get, path: "/health/startup", access: .anyone) { _, _ in
                Self.answer(health.phase == .starting ? "down" : "up")
            },
            Routes.Route(method: .get, path: "/health/ready", access: .anyone) { _, context in
                let report = await health.report()
                guard LoopbackAddress.isOne(context.client) else { return Self.answer(report.status.rawValue) }
                return try Self.answer(report.status.rawValue, body: report)
            },
        ]
    }

    private static func answer(_ status: String) -> Response {
        // A dictionary of one text always encodes.
        (try? answer(status, body: ["status": status])) ?? Response(status: .internalServerError)
    }

    private static func answer(_ status: String, body: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: status == Health.Report.Status.down.rawValue ? .serviceUnavailable : .ok,
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: [UInt8](try encoder.encode(body))))
        )
    }
}
