/// The encoding of labels of other scripts in ASCII (RFC 3492).
enum Punycode {
    /// The label without the `xn--` in front, or nil where it is longer than any label may be.
    static func encode(_ label: some Collection<Unicode.Scalar>) -> String? {
        // The result is never shorter than the input has scalars, and a label has 63 bytes.
        guard label.count <= 59 else { return nil }
        var output = String.UnicodeScalarView(label.filter(\.isASCII))
        let basicCount = output.count
        if basicCount > 0 { output.append("-") }
        var handled = basicCount
        var next: UInt32 = 128
        var delta = 0
        var bias = 72
        while handled < label.count {
            guard let smallest = label.map(\.value).filter({ $0 >= next }).min() else { return nil }
            delta += Int(smallest - next) * (handled + 1)
            next = smallest
            for scalar in label {
                if scalar.value < next { delta += 1 }
                guard scalar.value == next else { continue }
                append(delta, bias: bias, to: &output)
                bias = adapted(delta, count: handled + 1, isFirst: handled == basicCount)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return output.count <= 59 ? String(output) : nil
    }

    // RFC 3492 §6.3: a number of variable length with a threshold for each digit.
    private static func append(_ delta: Int, bias: Int, to output: inout String.UnicodeScalarView) {
        var rest = delta
        var position = 36
        while true {
            let threshold = min(max(position - bias, 1), 26)
            guard rest >= threshold else { break }
            output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
            rest = (rest - threshold) / (36 - threshold)
            position += 36
        }
        output.append(digit(rest))
    }

    private static func digit(_ value: Int) -> Unicode.Scalar {
        Unicode.Scalar(value < 26 ? UInt8(ascii: "a") + UInt8(value) : UInt8(ascii: "0") + UInt8(value - 26))
    }

    private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var rest = isFirst ? delta / 700 : delta / 2
        rest += rest / count
        var bias = 0
        while rest > 455 {
            rest /= 35
            bias += 36
        }
        return bias + 36 * rest / (rest + 38)
    }
}
