#include "app/query/seriesload.h"

#include "app/base/parallel.h"
#include "app/query/seriespyramidbuilder.h"
#include "app/store/casereader.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace faultline {
namespace {

constexpr std::size_t blocksAtOnce = 64;    // half a million samples

Error stopped() { return {ErrorKind::Interrupted, "The query was stopped", "", ""}; }

std::shared_ptr<const SeriesPyramid> summaryOf(const std::vector<Sample>& samples, Nanoseconds step)
{
    SeriesPyramidBuilder builder(step);
    builder.add(samples);
    return std::make_shared<const SeriesPyramid>(builder.finish());
}

/// Block by block in the order of time. Nothing when blocks overlap: then only sorting helps.
Result<std::shared_ptr<const SeriesPyramid>> streamedSummary(CaseReader& reader, const SeriesInfo& series,
                                                             const std::vector<SeriesBlockSpan>& spans, const TaskControl& control)
{
    SeriesPyramidBuilder builder(series.step);
    for (std::size_t first = 0; first < spans.size(); first += blocksAtOnce) {
        if (control.stopRequested())
            return stopped();
        const std::size_t count = std::min(blocksAtOnce, spans.size() - first);
        std::vector<StoredSeriesBlock> stored;
        for (std::size_t i = 0; i < count; ++i) {
            auto block = reader.seriesBlock(spans[first + i].id);
            if (!block)
                return block.error();
            stored.push_back(std::move(*block));
        }
        std::vector<std::optional<Result<std::vector<Sample>>>> decoded(count);
        parallelFor(count, [&](std::size_t i) {
            decoded[i].emplace(decodeSeriesBlock(stored[i].samples, stored[i].block.times, stored[i].block.values));
        });
        for (const auto& samples : decoded) {
            if (!*samples)
                return samples->error();
            builder.add(**samples);
        }
    }
    return std::make_shared<const SeriesPyramid>(builder.finish());
}

}    // namespace

Result<std::shared_ptr<const SeriesPyramid>> loadSeries(Database& database, const SeriesInfo& series, TimeRange window,
                                                        SeriesDetail detail, const TaskControl& control)
{
    CaseReader reader(database);
    if (detail == SeriesDetail::Summary && !window.isBounded()) {
        const auto spans = reader.seriesBlocks(series.id);
        if (!spans)
            return spans.error();
        const auto overlaps = [](const SeriesBlockSpan& left, const SeriesBlockSpan& right) { return right.first < left.last; };
        if (std::adjacent_find(spans->begin(), spans->end(), overlaps) == spans->end())
            return streamedSummary(reader, series, *spans, control);
    }
    auto samples = reader.samples(series.id, window);
    if (!samples)
        return samples.error();
    if (control.stopRequested())
        return stopped();
    if (detail == SeriesDetail::Summary)
        return summaryOf(*samples, series.step);
    return std::make_shared<const SeriesPyramid>(std::move(*samples), series.step);
}

}    // namespace faultline
