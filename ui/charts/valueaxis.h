#pragma once

#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

enum class AxisScale { Linear, Logarithmic };

struct ValueRange {
    double low = 0;
    double high = 1;
    bool operator==(const ValueRange&) const = default;
};

struct ValueTick {
    double value = 0;
    QString text;
};

// Values as people read them: 812, 11 840, 1.9 GB/s, 6.2 s, 240 ms, 4 %. The unit is UCUM-like as in SeriesInfo.

/// Three significant figures, with the unit: beside a line.
QString valueText(double value, std::string_view unit);
/// The unit as words of a title: "/s" for 1/s, "" for what the numbers already say.
QString unitText(std::string_view unit);

/// The range of an axis that shows all of [low, high] and ends at round numbers. Starts at 0 unless the values stay far from it.
ValueRange roundedRange(double low, double high, std::string_view unit, AxisScale scale);
/// Two to four round values within the range, one form of the unit for all.
std::vector<ValueTick> valueTicks(ValueRange range, std::string_view unit, AxisScale scale, int most);

/// "26×", "0.4×", "" when a ratio says nothing.
QString ratioText(double before, double after);

}    // namespace faultline
