#include "app/query/valuesums.h"

#include "app/query/breakdownscan.h"
#include "app/query/durationsteps.h"

#include <map>

namespace faultline {

namespace {

constexpr double nanosecondsPerSecond = 1e9;

BreakdownRequest scanRequest(const ValueSumsRequest& request)
{
    BreakdownRequest scan;
    scan.kind = request.kind;
    scan.by = request.by;
    scan.window = request.window;
    scan.filter = request.filter;
    scan.windowTime = request.windowTime;
    return scan;
}

std::optional<Field> bytesFieldOf(RecordKind kind)
{
    switch (kind) {
    case RecordKind::Request: return Field::BytesOut;
    case RecordKind::Operation: return Field::ResponseBytes;
    case RecordKind::LogLine: return std::nullopt;
    }
    return std::nullopt;
}

/// Adds the selected values of a column, each in `unit`s.
void addMoments(const ColumnData& column, Rows rows, const RowMask& mask, double unit, std::vector<std::int64_t>& values, double& sum,
                double& squares)
{
    column.expand(values);
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (values[row] < 0 || (rows == Rows::Some && mask[row] == 0))
            continue;
        const double value = static_cast<double>(values[row]) / unit;
        sum += value;
        squares += value * value;
    }
}

}    // namespace

Result<std::vector<ValueSums>> valueSums(SegmentReader& reader, const FilterContext& context, const ValueSumsRequest& request,
                                         const TaskControl& control)
{
    const BreakdownRequest asked = scanRequest(request);
    const auto scan = BreakdownScan::run(reader, context, asked, control);
    if (!scan)
        return scan.error();
    std::vector<ValueSums> sums;
    sums.reserve((*scan)->rows().size());
    for (const ScanRow& row : (*scan)->rows()) {
        sums.push_back({(*scan)->valueOf(row), row.isAbsent, row.count, row.errors,
                        static_cast<double>(row.durationSum) / nanosecondsPerSecond, static_cast<double>(row.bytes)});
    }
    return sums;
}

Result<RecordMoments> recordMoments(SegmentReader& reader, const FilterContext& context, const ValueSumsRequest& request,
                                    const TaskControl& control)
{
    BreakdownRequest asked = scanRequest(request);
    asked.by = "source";    // the cheapest key; only the rows are visited
    const auto scan = BreakdownScan::run(reader, context, asked, control, BreakdownScan::Measures::None);
    if (!scan)
        return scan.error();
    // By segment and added up in their order: the same sum to the last bit whatever the number of threads.
    std::vector<std::map<std::int64_t, RecordMoments>> parts((*scan)->parts().size());
    const auto visited = (*scan)->visitWindow([&](std::size_t part, const Segment& segment, Rows rows, const RowMask& mask) -> Result<void> {
        RecordMoments& moments = parts[part][segment.id];
        std::vector<std::int64_t> values;
        for (std::uint32_t row = 0; row < segment.rows; ++row)
            moments.records += rows == Rows::All || mask[row] != 0 ? 1U : 0U;
        const auto durations = durationColumn(reader, segment);
        if (!durations)
            return durations.error();
        if (*durations)
            addMoments(**durations, rows, mask, nanosecondsPerSecond, values, moments.seconds, moments.secondsSquared);
        const auto field = bytesFieldOf(request.kind);
        const auto bytes = field ? reader.column(segment, *field) : Result<std::shared_ptr<const ColumnData>>(nullptr);
        if (!bytes)
            return bytes.error();
        if (*bytes && !(*bytes)->isText && (*bytes)->rows == segment.rows)
            addMoments(**bytes, rows, mask, 1, values, moments.bytes, moments.bytesSquared);
        return {};
    });
    if (!visited)
        return visited.error();
    std::map<std::int64_t, RecordMoments> segments;
    for (auto& part : parts)
        segments.merge(part);
    RecordMoments total;
    for (const auto& [id, moments] : segments) {
        total.records += moments.records;
        total.seconds += moments.seconds;
        total.secondsSquared += moments.secondsSquared;
        total.bytes += moments.bytes;
        total.bytesSquared += moments.bytesSquared;
    }
    return total;
}

}    // namespace faultline
