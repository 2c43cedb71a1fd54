#pragma once

#include "app/base/timestamp.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace faultline {

enum class SeriesKind : std::uint8_t { Unknown, Gauge, Counter, Rate };
std::string_view nameOf(SeriesKind kind);    ///< "unknown", "gauge", "counter", "rate"
bool fromName(std::string_view name, SeriesKind& value);

using Labels = std::vector<std::pair<std::string, std::string>>;    ///< sorted by key before storing

struct SeriesInfo {
    std::int64_t id = 0;
    std::int64_t sourceId = 0;
    std::string name;
    Labels labels;
    std::string unit;             ///< UCUM-like short form: "s", "ms", "By", "By/s", "%", "1", "" = not known
    SeriesKind kind = SeriesKind::Unknown;
    Nanoseconds step{0};          ///< median distance of samples, 0 = fewer than two
    std::uint64_t samples = 0;
    Timestamp first{};
    Timestamp last{};
};

struct Sample {
    Timestamp time;
    double value = 0;             ///< NaN = written as NaN or null: a gap, never interpolated
};

}    // namespace faultline
