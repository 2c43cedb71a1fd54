#include "app/store/timerewrite.h"

#include "app/store/rowcheck.h"
#include "app/store/segmentreader.h"
#include "app/store/seriesblocks.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace faultline {

namespace {

constexpr std::string_view sqlSegments = "SELECT id, rows FROM segment WHERE source_id = ?1 ORDER BY id";
constexpr std::string_view sqlColumn = "SELECT encoding, data FROM segment_column WHERE segment_id = ?1 AND field = ?2";
constexpr std::string_view sqlPutColumn =
    "INSERT INTO segment_column (segment_id, field, encoding, data) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (segment_id, field) DO UPDATE SET encoding = excluded.encoding, data = excluded.data";
constexpr std::string_view sqlDropColumn = "DELETE FROM segment_column WHERE segment_id = ?1 AND field = ?2";
constexpr std::string_view sqlSetSegment = "UPDATE segment SET first_ns = ?2, last_ns = ?3 WHERE id = ?1";

constexpr std::string_view sqlSeries = "SELECT id, time_basis FROM series WHERE source_id = ?1 ORDER BY id";
constexpr std::string_view sqlBlockIds = "SELECT id, samples FROM series_block WHERE series_id = ?1 ORDER BY id";
constexpr std::string_view sqlBlockTimes = "SELECT times, locals FROM series_block WHERE id = ?1";
constexpr std::string_view sqlSetBlock = "UPDATE series_block SET first_ns = ?2, last_ns = ?3, times = ?4, locals = ?5 WHERE id = ?1";
constexpr std::string_view sqlSetSeries = "UPDATE series SET first_ns = ?2, last_ns = ?3 WHERE id = ?1";

constexpr std::string_view sqlEvents =
    "SELECT id, start_ns, end_ns, start_basis, end_basis, start_local_ns, end_local_ns FROM event WHERE source_id = ?1 ORDER BY id";
constexpr std::string_view sqlSetEvent =
    "UPDATE event SET start_ns = ?2, end_ns = ?3, start_local_ns = ?4, end_local_ns = ?5 WHERE id = ?1";
constexpr std::string_view sqlSetSource = "UPDATE source SET first_ns = ?2, last_ns = ?3 WHERE id = ?1";

struct Extent {
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    void add(std::int64_t value)
    {
        first = std::min(first, value);
        last = std::max(last, value);
    }
    void add(const Extent& other)
    {
        first = std::min(first, other.first);
        last = std::max(last, other.last);
    }
    bool isEmpty() const { return first > last; }
};

Error damaged(std::string_view why)
{
    return {ErrorKind::CaseDamaged, "Cannot change the times of the source", std::string(why),
            "Import the file into a new case"};
}

Error outOfRange()
{
    return {ErrorKind::Usage, "Cannot change the times of the source",
            "A time would leave the years 1678 to 2261 that a case can hold", "Give a smaller clock offset"};
}

Error interrupted()
{
    return {ErrorKind::Interrupted, "The times of the source were not changed", "The change was cancelled", ""};
}

void bindExtent(Statement& statement, int index, const Extent& extent)
{
    if (extent.isEmpty())
        statement.bindNull(index).bindNull(index + 1);
    else
        statement.bind(index, extent.first).bind(index + 1, extent.last);
}

/// Ids with a number or a word beside them; small enough to hold, so that no SELECT is open while its table changes.
struct Numbered {
    std::int64_t id = 0;
    std::uint32_t rows = 0;
    TimeBasis basis = TimeBasis::Epoch;
};

template <typename Read>
Result<std::vector<Numbered>> numbered(Database& database, std::string_view sql, std::int64_t key, const Read& read)
{
    Result<Statement> statement = database.prepare(sql);
    if (!statement)
        return statement.error();
    statement->bind(1, key);
    std::vector<Numbered> rows;
    for (;;) {
        const Result<bool> more = statement->step();
        if (!more)
            return more.error();
        if (!*more)
            return rows;
        RowCheck check(*statement);
        rows.push_back(read(check));
        if (!check.isGood())
            return damaged("A row of its tables holds a value out of range");
    }
}

Numbered readRows(RowCheck& check)
{
    return {check.integer(0), static_cast<std::uint32_t>(check.integer(1, 0, std::numeric_limits<std::int32_t>::max())), {}};
}

Numbered readBasis(RowCheck& check)
{
    return {check.integer(0), 0, check.name<TimeBasis>(1)};
}

/// The three passes over what a source owns, with the statements they share.
class Rewrite {
public:
    Rewrite(Database& database, std::int64_t sourceId, const TimeMapping& mapping, const TaskControl& control)
        : m_database(database), m_sourceId(sourceId), m_mapping(mapping), m_control(control)
    {
    }

    Result<void> segments();
    Result<void> series();
    Result<void> events();
    Result<void> source();

private:
    struct MovedEvent {
        std::int64_t id = 0;
        TimeMapping::Mapped start;
        std::optional<TimeMapping::Mapped> end;
    };
    Result<MovedEvent> movedEvent(const Statement& select);
    Result<std::optional<std::vector<std::int64_t>>> column(const Numbered& segment, Field field);
    Result<void> putColumn(std::int64_t segment, Field field, const std::vector<std::int64_t>& values);
    Result<void> dropColumn(std::int64_t segment, Field field);
    Result<Extent> segment(const Numbered& segment);
    Result<Extent> block(const Numbered& block, TimeBasis basis);

    Database& m_database;
    std::int64_t m_sourceId;
    const TimeMapping& m_mapping;
    const TaskControl& m_control;
    Extent m_extent;
    std::uint64_t m_rows = 0;
};

/// The column's values with `absent` where missing; nothing when the segment has no such column.
Result<std::optional<std::vector<std::int64_t>>> Rewrite::column(const Numbered& segment, Field field)
{
    Result<Statement> statement = m_database.prepare(sqlColumn);
    if (!statement)
        return statement.error();
    statement->bind(1, segment.id).bind(2, static_cast<std::int64_t>(field));
    const Result<bool> found = statement->step();
    if (!found)
        return found.error();
    if (!*found)
        return std::optional<std::vector<std::int64_t>>();
    RowCheck check(*statement);
    const std::int64_t encoding = check.integer(0, 0, static_cast<std::int64_t>(ColumnEncoding::Text));
    if (!check.isGood() || segment.rows > maxSegmentRows)
        return damaged("A time column has an unknown encoding");
    const Result<ColumnData> data =
        decodeColumn(static_cast<ColumnEncoding>(encoding), statement->blob(1), segment.rows);
    if (!data)
        return data.error();
    if (data->isText)
        return damaged("A time column holds text");
    std::vector<std::int64_t> values;
    data->expand(values);
    return std::optional(std::move(values));
}

Result<void> Rewrite::putColumn(std::int64_t segment, Field field, const std::vector<std::int64_t>& values)
{
    Result<Statement> statement = m_database.prepare(sqlPutColumn);
    if (!statement)
        return statement.error();
    const EncodedColumn encoded = encodeNumbers(values);
    statement->bind(1, segment).bind(2, static_cast<std::int64_t>(field));
    statement->bind(3, static_cast<std::int64_t>(encoded.encoding)).bindBlob(4, encoded.data);
    return statement->run();
}

Result<void> Rewrite::dropColumn(std::int64_t segment, Field field)
{
    Result<Statement> statement = m_database.prepare(sqlDropColumn);
    if (!statement)
        return statement.error();
    statement->bind(1, segment).bind(2, static_cast<std::int64_t>(field));
    return statement->run();
}

Result<Extent> Rewrite::segment(const Numbered& segment)
{
    auto times = column(segment, Field::Time);
    if (!times)
        return times.error();
    const auto bases = column(segment, Field::TimeBasis);
    if (!bases)
        return bases.error();
    const auto locals = column(segment, Field::LocalTime);
    if (!locals)
        return locals.error();
    if (!*times || !*bases)
        return damaged("A segment has no time column");

    std::vector<std::int64_t> gapLocals(segment.rows, absent);
    bool hasGap = false;
    Extent extent;
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
        std::int64_t& time = (**times)[row];
        const std::int64_t basis = (**bases)[row];
        if (time == absent || basis < 0 || basis > static_cast<std::int64_t>(TimeBasis::ZoneWord))
            return damaged("A time column holds a value out of range");
        std::optional<std::int64_t> local;
        if (*locals && (**locals)[row] != absent)
            local = (**locals)[row];
        const auto mapped = m_mapping.map(time, static_cast<TimeBasis>(basis), local);
        if (!mapped)
            return outOfRange();
        if (mapped->inGap) {
            gapLocals[row] = mapped->local;
            hasGap = true;
        }
        time = mapped->utc;
        extent.add(time);
    }
    if (const Result<void> done = putColumn(segment.id, Field::Time, **times); !done)
        return done.error();
    const Result<void> kept =
        hasGap ? putColumn(segment.id, Field::LocalTime, gapLocals) : dropColumn(segment.id, Field::LocalTime);
    if (!kept)
        return kept.error();
    return extent;
}

Result<void> Rewrite::segments()
{
    const auto list = numbered(m_database, sqlSegments, m_sourceId, readRows);
    if (!list)
        return list.error();
    for (const Numbered& entry : *list) {
        if (m_control.stopRequested())
            return interrupted();
        const Result<Extent> extent = segment(entry);
        if (!extent)
            return extent.error();
        if (extent->isEmpty())
            continue;
        Result<Statement> statement = m_database.prepare(sqlSetSegment);
        if (!statement)
            return statement.error();
        bindExtent(statement->bind(1, entry.id), 2, *extent);
        if (const Result<void> done = statement->run(); !done)
            return done;
        m_extent.add(*extent);
        m_rows += entry.rows;
        m_control.report({"", 0, 0, m_rows});
    }
    return {};
}

Result<Extent> Rewrite::block(const Numbered& block, TimeBasis basis)
{
    Result<Statement> statement = m_database.prepare(sqlBlockTimes);
    if (!statement)
        return statement.error();
    statement->bind(1, block.id);
    const Result<bool> found = statement->step();
    if (!found)
        return found.error();
    if (!*found)
        return damaged("A block of samples is missing");
    Result<std::vector<std::int64_t>> times = decodeSeriesTimes(block.rows, statement->blob(0));
    if (!times)
        return times.error();
    Result<std::vector<std::int64_t>> locals = decodeSeriesLocals(block.rows, statement->blob(1));
    if (!locals)
        return locals.error();
    statement->reset();
    Extent extent;
    bool hasGap = false;
    for (std::size_t i = 0; i < times->size(); ++i) {
        std::int64_t& time = (*times)[i];
        std::int64_t& local = (*locals)[i];
        const auto mapped = m_mapping.map(time, basis, local == absent ? std::nullopt : std::optional(local));
        if (!mapped)
            return outOfRange();
        time = mapped->utc;
        local = mapped->inGap ? mapped->local : absent;
        hasGap = hasGap || mapped->inGap;
        extent.add(time);
    }
    if (extent.isEmpty())
        return extent;
    Result<Statement> update = m_database.prepare(sqlSetBlock);
    if (!update)
        return update.error();
    const std::vector<std::byte> encoded = encodeSeriesTimes(*times);
    bindExtent(update->bind(1, block.id), 2, extent);
    update->bindBlob(4, encoded);
    const std::vector<std::byte> encodedLocals = hasGap ? encodeSeriesTimes(*locals) : std::vector<std::byte>();
    if (hasGap)
        update->bindBlob(5, encodedLocals);
    else
        update->bindNull(5);
    if (const Result<void> done = update->run(); !done)
        return done.error();
    return extent;
}

Result<void> Rewrite::series()
{
    const auto list = numbered(m_database, sqlSeries, m_sourceId, readBasis);
    if (!list)
        return list.error();
    for (const Numbered& entry : *list) {
        const auto blocks = numbered(m_database, sqlBlockIds, entry.id, readRows);
        if (!blocks)
            return blocks.error();
        Extent extent;
        for (const Numbered& part : *blocks) {
            if (m_control.stopRequested())
                return interrupted();
            const Result<Extent> moved = block(part, entry.basis);
            if (!moved)
                return moved.error();
            extent.add(*moved);
            m_rows += part.rows;
        }
        Result<Statement> update = m_database.prepare(sqlSetSeries);
        if (!update)
            return update.error();
        bindExtent(update->bind(1, entry.id), 2, extent);
        if (const Result<void> done = update->run(); !done)
            return done;
        m_extent.add(extent);
        m_control.report({"", 0, 0, m_rows});
    }
    return {};
}

Result<Rewrite::MovedEvent> Rewrite::movedEvent(const Statement& select)
{
    RowCheck check(select);
    const std::int64_t id = check.integer(0);
    const Timestamp start = check.time(1);
    const std::optional<Timestamp> end = check.optionalTime(2);
    const TimeBasis startBasis = check.name<TimeBasis>(3);
    const TimeBasis endBasis = check.name<TimeBasis>(4);
    const std::optional<Timestamp> startLocal = check.optionalTime(5);
    const std::optional<Timestamp> endLocal = check.optionalTime(6);
    if (!check.isGood())
        return damaged("An event holds a value out of range");
    const auto map = [this](Timestamp time, TimeBasis basis, const std::optional<Timestamp>& local) {
        return m_mapping.map(nanosecondsOf(time), basis, local ? std::optional(nanosecondsOf(*local)) : std::nullopt);
    };
    const auto mappedStart = map(start, startBasis, startLocal);
    if (!mappedStart)
        return outOfRange();
    m_extent.add(mappedStart->utc);
    MovedEvent event{id, *mappedStart, {}};
    if (end) {
        event.end = map(*end, endBasis, endLocal);
        if (!event.end)
            return outOfRange();
        m_extent.add(event.end->utc);
    }
    return event;
}

Result<void> Rewrite::events()
{
    std::vector<MovedEvent> events;
    Result<Statement> select = m_database.prepare(sqlEvents);
    if (!select)
        return select.error();
    select->bind(1, m_sourceId);
    for (;;) {
        const Result<bool> more = select->step();
        if (!more)
            return more.error();
        if (!*more)
            break;
        const Result<MovedEvent> event = movedEvent(*select);
        if (!event)
            return event.error();
        events.push_back(*event);
    }
    Result<Statement> update = m_database.prepare(sqlSetEvent);
    if (!update)
        return update.error();
    const auto bindOptional = [&update](int index, bool isPresent, std::int64_t value) {
        if (isPresent)
            update->bind(index, value);
        else
            update->bindNull(index);
    };
    for (const MovedEvent& event : events) {
        if (m_control.stopRequested())
            return interrupted();
        const TimeMapping::Mapped end = event.end.value_or(TimeMapping::Mapped());
        update->bind(1, event.id).bind(2, event.start.utc);
        bindOptional(3, event.end.has_value(), end.utc);
        bindOptional(4, event.start.inGap, event.start.local);
        bindOptional(5, end.inGap, end.local);
        if (const Result<void> done = update->run(); !done)
            return done;
    }
    return {};
}

Result<void> Rewrite::source()
{
    Result<Statement> update = m_database.prepare(sqlSetSource);
    if (!update)
        return update.error();
    bindExtent(update->bind(1, m_sourceId), 2, m_extent);
    return update->run();
}

bool add(std::int64_t& value, std::int64_t amount)
{
    return !__builtin_add_overflow(value, amount, &value);
}

bool subtract(std::int64_t& value, std::int64_t amount)
{
    return !__builtin_sub_overflow(value, amount, &value);
}

}    // namespace

std::optional<TimeMapping::Mapped> TimeMapping::map(std::int64_t utc, TimeBasis basis,
                                                    std::optional<std::int64_t> knownLocal) const
{
    Mapped mapped;
    mapped.utc = utc;
    if (!subtract(mapped.utc, oldClock.count()))
        return {};
    if (basis == TimeBasis::SourceZone) {
        const auto offset = Nanoseconds(oldZone.offsetAt(timestampFrom(mapped.utc)));
        mapped.local = knownLocal.value_or(mapped.utc);
        if (!knownLocal && !add(mapped.local, offset.count()))
            return {};
        // A day of room: resolving shifts by an offset of less than that.
        constexpr std::int64_t day = 86'400'000'000'000;
        if (mapped.local < std::numeric_limits<std::int64_t>::min() + 2 * day ||
            mapped.local > std::numeric_limits<std::int64_t>::max() - 2 * day)
            return {};
        const TimeZone::Resolved resolved = newZone.resolve(LocalTime{Nanoseconds{mapped.local}});
        mapped.utc = nanosecondsOf(resolved.utc);
        mapped.inGap = resolved.kind == TimeZone::LocalKind::Gap;
    }
    if (!add(mapped.utc, newClock.count()) || mapped.utc == std::numeric_limits<std::int64_t>::min() ||
        mapped.utc == std::numeric_limits<std::int64_t>::max())
        return {};
    return mapped;
}

Result<void> rewriteSourceTimes(Database& database, std::int64_t sourceId, const TimeMapping& mapping,
                                const TaskControl& control)
{
    Rewrite rewrite(database, sourceId, mapping, control);
    if (const Result<void> done = rewrite.segments(); !done)
        return done;
    if (const Result<void> done = rewrite.series(); !done)
        return done;
    if (const Result<void> done = rewrite.events(); !done)
        return done;
    return rewrite.source();
}

}    // namespace faultline
