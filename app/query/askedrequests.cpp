#include "app/query/askedrequests.h"

#include "app/query/columnnumbers.h"
#include "app/query/filtermatcher.h"
#include "app/query/recordkeys.h"
#include "app/query/recordselector.h"

namespace faultline {

namespace {

Result<KeyReader> keysOf(SegmentReader& reader, const char* field)
{
    auto subject = KeySubject::resolve(reader, RecordKind::Request, field);
    if (!subject)
        return subject.error();
    return KeyReader(reader, std::move(*subject));
}

struct Columns {
    std::vector<std::int64_t> arrivals, durations, states, bytes;
    std::vector<std::uint32_t> clients, paths;

    Result<void> read(SegmentReader& reader, const RecordSelector& selector, const Segment& segment, KeyReader& client, KeyReader& path)
    {
        if (auto done = selector.times(segment, arrivals); !done)
            return done;
        for (const auto& [field, numbers] : {std::pair{Field::Duration, &durations}, {Field::Status, &states}, {Field::BytesOut, &bytes}}) {
            if (auto done = numbersOf(reader, segment, field, *numbers); !done)
                return done;
        }
        for (const auto& [keys, codes] : {std::pair{&client, &clients}, {&path, &paths}}) {
            if (auto done = keys->open(segment); !done)
                return done;
            codes->resize(segment.rows);
            keys->codes({0, segment.rows}, codes->data());
        }
        return {};
    }
};

}    // namespace

Result<AskedRequests> askedRequests(SegmentReader& reader, const FilterContext& context, TimeRange window, const Filter& filter, std::size_t most,
                                    const TaskControl& control)
{
    const auto segments = reader.segments(RecordKind::Request);
    if (!segments)
        return segments.error();
    const auto matcher = FilterMatcher::compile(filter, RecordKind::Request, context, reader);
    if (!matcher)
        return matcher.error();
    auto client = keysOf(reader, "client_ip");
    if (!client)
        return client.error();
    auto path = keysOf(reader, "path");
    if (!path)
        return path.error();
    const RecordSelector selector(reader, *matcher, WindowTime::Arrival);
    AskedRequests result;
    Columns columns;
    RowMask mask;
    for (const Segment& segment : *segments) {
        if (control.stopRequested())
            return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
        const auto rows = selector.select(segment, window, mask);
        if (!rows)
            return rows.error();
        if (*rows == Rows::None)
            continue;
        if (auto done = columns.read(reader, selector, segment, *client, *path); !done)
            return done.error();
        for (std::uint32_t row = 0; row < segment.rows; ++row) {
            if ((*rows == Rows::Some && mask[row] == 0) || columns.arrivals[row] == absent)
                continue;
            if (result.requests.size() == most) {
                result.isCut = true;
                return result;
            }
            const bool isKnown = columns.clients[row] != client->absentCode() && columns.paths[row] != path->absentCode();
            const std::uint64_t asker = isKnown ? (std::uint64_t{columns.clients[row]} << 32U | columns.paths[row]) + 1 : 0;
            result.requests.push_back({timestampFrom(columns.arrivals[row]), columns.durations[row], columns.states[row], columns.bytes[row], asker});
        }
    }
    return result;
}

}    // namespace faultline
