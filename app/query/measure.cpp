#include "app/query/recordseries.h"

#include <array>

namespace faultline {

namespace {

struct MeasureInfo {
    Measure measure;
    std::string_view name;
    std::string_view unit;
};

constexpr std::array<MeasureInfo, 10> measures{{
    {Measure::Rate, "rate", "1/s"},
    {Measure::Errors, "errors", "1/s"},
    {Measure::ErrorShare, "error_share", "1"},
    {Measure::Abandoned, "abandoned", "1/s"},
    {Measure::BytesPerSecond, "bytes_per_second", "By/s"},
    {Measure::DurationP50, "duration_p50", "s"},
    {Measure::DurationP95, "duration_p95", "s"},
    {Measure::DurationP99, "duration_p99", "s"},
    {Measure::DurationSum, "duration_sum", "s/s"},
    {Measure::InFlight, "in_flight", "1"},
}};

const MeasureInfo& infoOf(Measure measure)
{
    return measures[static_cast<std::size_t>(measure)];
}

}    // namespace

std::string_view nameOf(Measure measure)
{
    return infoOf(measure).name;
}

bool fromName(std::string_view name, Measure& value)
{
    for (const MeasureInfo& info : measures) {
        if (info.name != name)
            continue;
        value = info.measure;
        return true;
    }
    return false;
}

std::string_view unitOf(Measure measure)
{
    return infoOf(measure).unit;
}

}    // namespace faultline
