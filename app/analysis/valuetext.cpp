#include "app/analysis/valuetext.h"

#include "app/base/text.h"
#include "app/base/timestamp.h"

#include <cmath>
#include <cstdint>

namespace faultline {

namespace {

std::string threeDigits(double value)
{
    if (value == 0 || !std::isfinite(value))
        return formatNumber(value);
    const double places = 2 - std::floor(std::log10(std::abs(value)));
    if (places <= 0) {
        const double scale = std::pow(10, -places);
        constexpr double largest = 9e15;
        const double rounded = std::round(value / scale) * scale;
        return std::abs(rounded) < largest ? formatGrouped(std::llround(rounded)) : formatNumber(rounded);
    }
    const double scale = std::pow(10, places);
    return formatNumber(std::round(value * scale) / scale);
}

std::string secondsText(double seconds)
{
    constexpr double millisecond = 1e-3;
    const double size = std::abs(seconds);
    if (size >= 60 && size < 1e9)
        return (seconds < 0 ? "-" : "") + formatDuration(std::chrono::seconds(std::llround(size)));
    if (size >= 1 || size == 0)
        return threeDigits(seconds) + " s";
    return size >= millisecond ? threeDigits(seconds * 1e3) + " ms" : threeDigits(seconds * 1e6) + " µs";
}

}    // namespace

std::string valueText(double value, std::string_view unit)
{
    if (unit == "s")
        return secondsText(value);
    if (unit == "ms")
        return secondsText(value / 1e3);
    if (unit == "By" || unit == "By/s")
        return (value < 0 ? "-" : "") + formatBytes(std::abs(value)) + (unit == "By/s" ? "/s" : "");
    if (unit == "1/s")
        return threeDigits(value) + "/s";
    if (unit.empty() || unit == "1")
        return threeDigits(value);
    return threeDigits(value) + ' ' + std::string(unit);
}

}    // namespace faultline
