#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace faultline {

/// Units in metric files. Two rules keep a series consistent:
/// - A unit written in the cells ("900 ms", "1.2 s") is converted to one base unit a column: s, By, By/s, bit/s, %, 1 ...
/// - A unit declared once, in a header or a metric name, is kept with its numbers as they stand: "(ms)" stays ms.

/// How numbers are written in a file. Grouping ("1,234.5", "1.234,5", blanks) is accepted in threes only.
enum class NumberNotation { DecimalPoint, DecimalComma };

/// What to do with a unit that the table does not know ("12 widgets").
enum class UnknownUnit { Refuse, Keep };

struct Unit {
    std::string base;        ///< "s", "By", "By/s", "%", "1"
    double multiply = 1;     ///< base = number * multiply / divide; one of the two is 1, so that 900 ms is exactly 0.9 s
    double divide = 1;
    std::string written;     ///< normal form of the unit as it was written: "ms", "MiBy/s"; to keep numbers as they are
};

/// "ms", "MiB/s", "mins", "reqs/s", "%", "K" (thousands), "kbps"; letter case counts where it changes the meaning (Mb, MB, mb).
std::optional<Unit> findUnit(std::string_view text);

struct Quantity {
    double value = 0;        ///< in `unit`; NaN when NaN or null was written
    std::string unit;        ///< "" = a bare number
};

/// One cell: "12.5 MiB/s", "1.2 K", "45%", "3.4 ms", "1,234.5", "NaN", "null", "+Inf". Nothing for text.
std::optional<Quantity> parseQuantity(std::string_view cell, NumberNotation notation = NumberNotation::DecimalPoint,
                                      UnknownUnit unknown = UnknownUnit::Refuse);

/// A number with optional grouping and nothing else.
std::optional<double> parseNumber(std::string_view text, NumberNotation notation);

/// "", "-", "N/A", "undefined": no value was written. ("null" and "NaN" are a written gap and parse as NaN.)
bool isEmptyCell(std::string_view cell);

/// The unit that a column header or metric name declares: "latency (ms)", "net [MB/s]", "net_out_bytes", "wait_seconds_total",
/// "duration_ms", "durationMillis", "cpu %". Empty when it declares none.
std::string declaredUnit(std::string_view header);

/// The header without its bracketed unit: "latency (ms)" -> "latency".
std::string_view withoutDeclaredUnit(std::string_view header);

}    // namespace faultline
