#include "ui/casecontents.h"

#include <algorithm>

namespace faultline {

namespace {

template <typename Row>
const Row* withId(const std::vector<Row>& rows, std::int64_t id)
{
    const auto found = std::find_if(rows.begin(), rows.end(), [id](const Row& row) { return row.id == id; });
    return found == rows.end() ? nullptr : &*found;
}

template <typename Value>
bool take(Result<Value> from, Value& to, std::optional<Error>& error)
{
    if (!from)
        error = from.error();
    else
        to = std::move(*from);
    return !error;
}

bool holdsOnlyEvents(const Source& source, const CaseContents& contents)
{
    const auto events = std::count_if(contents.events.begin(), contents.events.end(),
                                      [&](const Event& event) { return event.sourceId == source.id && event.kind != "human"; });
    return events > 0 && static_cast<std::uint64_t>(events) >= source.records;
}

TimeRange rangeOf(const CaseContents& contents)
{
    std::optional<TimeRange> range;
    const auto add = [&range](Timestamp first, Timestamp last) {
        const TimeRange more{first, std::max(first, last) + Nanoseconds(1)};
        range = range ? TimeRange{std::min(range->begin, more.begin), std::max(range->end, more.end)} : more;
    };
    for (const TimelineEntry& entry : contents.timeline)
        add(entry.start, entry.end.value_or(entry.start));
    for (const Source& source : contents.sources)
        if (source.first && source.last && !holdsOnlyEvents(source, contents))
            add(*source.first, *source.last);
    if (!range)
        for (const Source& source : contents.sources)
            if (source.first && source.last)
                add(*source.first, *source.last);
    return range.value_or(TimeRange{Timestamp{}, Timestamp{}});
}

}    // namespace

Result<CaseContents> CaseContents::read(CaseReader& reader)
{
    CaseContents contents;
    std::optional<Error> error;
    const bool isRead = take(reader.info("title"), contents.title, error) && take(reader.sources(), contents.sources, error)
        && take(reader.series(), contents.series, error) && take(reader.events(), contents.events, error)
        && take(reader.timeline(), contents.timeline, error) && take(reader.evidence(), contents.evidence, error)
        && take(reader.hypotheses(), contents.hypotheses, error) && take(reader.issues(), contents.issues, error)
        && take(reader.savedWindows(), contents.savedWindows, error) && take(reader.counts(), contents.counts, error);
    if (!isRead)
        return *error;
    contents.range = rangeOf(contents);
    return contents;
}

const Source* CaseContents::source(std::int64_t id) const
{
    return withId(sources, id);
}

const SeriesInfo* CaseContents::seriesInfo(std::int64_t id) const
{
    return withId(series, id);
}

const Event* CaseContents::event(std::int64_t id) const
{
    return withId(events, id);
}

const TimelineEntry* CaseContents::entry(std::int64_t id) const
{
    return withId(timeline, id);
}

const Hypothesis* CaseContents::hypothesis(std::int64_t id) const
{
    return withId(hypotheses, id);
}

std::vector<Evidence> CaseContents::evidenceOf(std::int64_t entryId) const
{
    std::vector<Evidence> own;
    std::copy_if(evidence.begin(), evidence.end(), std::back_inserter(own),
                 [entryId](const Evidence& one) { return one.entryId == entryId; });
    return own;
}

}    // namespace faultline
