#include "app/store/casereader.h"

#include "app/base/text.h"
#include "app/store/rowcheck.h"
#include "app/store/storedjson.h"

#include <zstd.h>

#include <algorithm>
#include <limits>

namespace faultline {

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t largestRawBlock = std::uint64_t{1} << 30;    // far above what the writer makes; stops a crafted frame

constexpr std::string_view sqlSources =
    "SELECT id, name, path, sha256, bytes, text_bytes, format, options, detection, wrapper, zone, zone_basis, anchor,"
    " anchor_basis, clock_offset_ns, lines, record_lines, records, skipped, rejected, first_ns, last_ns, imported_at_ns,"
    " importer_version FROM source WHERE status = 'done' AND (?1 IS NULL OR id = ?1) ORDER BY id";

// An assumption that the user has replaced by a statement is no issue any more; the row stays for the way back.
constexpr std::string_view sqlIssues =
    "SELECT issue.id, source_id, issue.kind, line, issue.lines, byte_offset, code, reason, excerpt"
    " FROM issue JOIN source ON source.id = source_id"
    " WHERE status = 'done' AND (?1 IS NULL OR source_id = ?1)"
    " AND NOT (code = 'zone-assumed' AND zone_basis <> 'assumed')"
    " AND NOT (code = 'anchor-assumed' AND anchor_basis <> 'assumed')"
    " ORDER BY source_id, line IS NOT NULL, line, issue.id";

constexpr std::string_view sqlSeries =
    "SELECT series.id, source_id, series.name, labels, unit, kind, step_ns, samples, series.first_ns, series.last_ns"
    " FROM series JOIN source ON source.id = source_id WHERE status = 'done' ORDER BY series.name, series.id";

constexpr std::string_view sqlEvents =
    "SELECT event.id, source_id, kind, start_ns, end_ns, open_end, precision, start_basis, end_basis, time_text, title, body,"
    " actor, service, environment, link, section, fields, line"
    " FROM event JOIN source ON source.id = source_id"
    " WHERE status = 'done' AND (?1 IS NULL OR event.id = ?1) AND start_ns < ?3"
    " AND (start_ns >= ?2 OR end_ns >= ?2 OR open_end = 1) ORDER BY start_ns, event.id";

constexpr std::string_view sqlEntry =
    "SELECT id, start_ns, end_ns, precision, time_text, type, title, body, owner, tags, section, position, event_id"
    " FROM timeline_entry";
constexpr std::string_view sqlEvidence = "SELECT id, entry_id, kind, reference, caption FROM evidence";
constexpr std::string_view sqlByTime = " ORDER BY start_ns, position, id";
constexpr std::string_view sqlById = " WHERE id = ?1";
constexpr std::string_view sqlByEntry = " ORDER BY entry_id, id";
constexpr std::string_view sqlOfEntry = " WHERE entry_id = ?1 ORDER BY id";

constexpr std::string_view sqlSavedWindows = "SELECT id, name, begin_ns, end_ns, filter FROM saved_window ORDER BY begin_ns, id";

constexpr std::string_view sqlChanges = "SELECT seq, at_ns, who, what, before, after FROM change ORDER BY seq";

constexpr std::string_view sqlBlockSpans = "SELECT id, first_ns, last_ns FROM series_block WHERE series_id = ?1 ORDER BY first_ns, id";
constexpr std::string_view sqlBlockById = "SELECT samples, times, vals FROM series_block WHERE id = ?1";
constexpr std::string_view sqlBlocks =
    "SELECT samples, times, vals FROM series_block WHERE series_id = ?1 AND last_ns >= ?2 AND first_ns < ?3"
    " ORDER BY first_ns, id";

constexpr std::string_view sqlRawBlock =
    "SELECT first_line, lines, data FROM raw_block WHERE source_id = ?1 AND first_line <= ?2 ORDER BY first_line DESC LIMIT 1";

constexpr std::string_view sqlSegmentRows =
    "SELECT segment.kind, rows FROM segment JOIN source ON source.id = source_id WHERE status = 'done'";
constexpr std::string_view sqlSeriesSamples =
    "SELECT samples FROM series JOIN source ON source.id = source_id WHERE status = 'done'";
constexpr std::string_view sqlSmallCounts =
    "SELECT (SELECT count(*) FROM event JOIN source ON source.id = source_id WHERE status = 'done'),"
    " (SELECT count(*) FROM timeline_entry)";
constexpr std::string_view sqlRange = "SELECT first_ns, last_ns FROM source WHERE status = 'done'";

std::string joined(std::string_view select, std::string_view end)
{
    return std::string(select) + std::string(end);
}

void bindOptional(Statement& statement, int index, std::optional<std::int64_t> value)
{
    if (value)
        statement.bind(index, *value);
    else
        statement.bindNull(index);
}

template <typename Row>
Result<std::optional<Row>> firstOf(Result<std::vector<Row>> rows)
{
    if (!rows)
        return rows.error();
    return rows->empty() ? std::optional<Row>() : std::optional<Row>(std::move(rows->front()));
}

Source readSource(const Statement&, RowCheck& check)
{
    Source source;
    source.id = check.integer(0);
    source.name = check.text(1);
    source.path = check.text(2);
    source.sha256 = check.text(3);
    source.bytes = check.count(4);
    source.textBytes = check.count(5);
    source.format = check.text(6);
    source.options = check.text(7);
    source.detection = check.text(8);
    source.wrapper = check.text(9);
    source.zone = check.text(10);
    source.zoneBasis = check.name<Basis>(11);
    source.anchor = check.name<Anchor>(12);
    source.anchorBasis = check.name<Basis>(13);
    source.clockOffset = Nanoseconds{check.integer(14)};
    source.lines = check.count(15);
    source.recordLines = check.count(16);
    source.records = check.count(17);
    source.skipped = check.count(18);
    source.rejected = check.count(19);
    source.first = check.optionalTime(20);
    source.last = check.optionalTime(21);
    source.importedAt = check.time(22);
    source.importerVersion = static_cast<int>(check.integer(23, 0, std::numeric_limits<int>::max()));
    return source;
}

Issue readIssue(const Statement& statement, RowCheck& check)
{
    Issue issue;
    issue.id = check.integer(0);
    issue.sourceId = check.integer(1);
    const std::string kind = check.text(2);
    issue.isRejection = kind == "rejected";
    if (!issue.isRejection && kind != "contradiction")
        check.fail();
    issue.line = statement.isNull(3) ? 0 : check.count(3);
    issue.lines = check.count(4);
    issue.byteOffset = statement.isNull(5) ? 0 : check.count(5);
    issue.code = check.text(6);
    issue.reason = check.text(7);
    issue.excerpt = check.text(8);
    return issue;
}

SeriesInfo readSeries(const Statement& statement, RowCheck& check)
{
    SeriesInfo series;
    series.id = check.integer(0);
    series.sourceId = check.integer(1);
    series.name = check.text(2);
    const auto labels = pairsFromJson(check.text(3));
    if (labels)
        series.labels = *labels;
    else
        check.fail();
    series.unit = check.text(4);
    series.kind = check.name<SeriesKind>(5);
    series.step = Nanoseconds{check.integer(6, 0, most)};
    series.samples = check.count(7);
    if (!statement.isNull(8))
        series.first = check.time(8);
    if (!statement.isNull(9))
        series.last = check.time(9);
    return series;
}

Event readEvent(const Statement& statement, RowCheck& check)
{
    Event event;
    event.id = check.integer(0);
    event.sourceId = check.integer(1);
    event.kind = check.text(2);
    event.start.utc = check.time(3);
    event.start.basis = check.name<TimeBasis>(7);
    if (!statement.isNull(4)) {
        event.end = RecordTime{};
        event.end->utc = check.time(4);
        event.end->basis = check.name<TimeBasis>(8);
    }
    event.openEnd = check.integer(5, 0, 1) == 1;
    event.precision = check.name<Precision>(6);
    event.timeText = check.text(9);
    event.title = check.text(10);
    event.body = check.text(11);
    event.actor = check.text(12);
    event.service = check.text(13);
    event.environment = check.text(14);
    event.link = check.text(15);
    event.section = check.text(16);
    auto fields = pairsFromJson(check.text(17));
    if (fields)
        event.fields = std::move(*fields);
    else
        check.fail();
    event.line = check.count(18);
    return event;
}

TimelineEntry readEntry(const Statement& statement, RowCheck& check)
{
    TimelineEntry entry;
    entry.id = check.integer(0);
    entry.start = check.time(1);
    entry.end = check.optionalTime(2);
    entry.precision = check.name<Precision>(3);
    entry.timeText = check.text(4);
    entry.type = check.text(5);
    entry.title = check.text(6);
    entry.body = check.text(7);
    entry.owner = check.text(8);
    auto tags = stringsFromJson(check.text(9));
    if (tags)
        entry.tags = std::move(*tags);
    else
        check.fail();
    entry.section = check.text(10);
    entry.position = check.integer(11);
    if (!statement.isNull(12))
        entry.eventId = check.integer(12);
    return entry;
}

Evidence readEvidence(const Statement&, RowCheck& check)
{
    Evidence evidence;
    evidence.id = check.integer(0);
    evidence.entryId = check.integer(1);
    evidence.kind = check.name<EvidenceKind>(2);
    evidence.reference = check.text(3);
    evidence.caption = check.text(4);
    return evidence;
}

Change readChange(const Statement&, RowCheck& check)
{
    Change change;
    change.seq = check.integer(0);
    change.at = check.time(1);
    change.who = check.text(2);
    change.what = check.text(3);
    change.before = check.text(4);
    change.after = check.text(5);
    return change;
}

}    // namespace

Result<std::vector<Source>> CaseReader::sources()
{
    Result<Statement> statement = m_database.prepare(sqlSources);
    if (statement)
        statement->bindNull(1);
    return readRows<Source>(std::move(statement), m_unreadableRows, readSource);
}

Result<std::optional<Source>> CaseReader::source(std::int64_t id)
{
    Result<Statement> statement = m_database.prepare(sqlSources);
    if (statement)
        statement->bind(1, id);
    return firstOf(readRows<Source>(std::move(statement), m_unreadableRows, readSource));
}

Result<RecordCounts> CaseReader::counts()
{
    RecordCounts counts;
    struct KindRows {
        std::int64_t kind = 0;
        std::uint64_t rows = 0;
    };
    const auto segments = readRows<KindRows>(
        m_database.prepare(sqlSegmentRows), m_unreadableRows, [](const Statement&, RowCheck& check) {
            return KindRows{check.integer(0, 0, recordKindCount - 1),
                            static_cast<std::uint64_t>(check.integer(1, 0, std::numeric_limits<std::uint32_t>::max()))};
        });
    if (!segments)
        return segments.error();
    for (const KindRows& segment : *segments) {
        switch (static_cast<RecordKind>(segment.kind)) {
        case RecordKind::Request: counts.requests += segment.rows; break;
        case RecordKind::Operation: counts.operations += segment.rows; break;
        case RecordKind::LogLine: counts.logLines += segment.rows; break;
        }
    }
    const auto samples =
        readRows<std::uint64_t>(m_database.prepare(sqlSeriesSamples), m_unreadableRows,
                                [](const Statement&, RowCheck& check) { return check.count(0); });
    if (!samples)
        return samples.error();
    counts.series = samples->size();
    for (const std::uint64_t value : *samples)
        counts.samples += value;
    const auto small = readRows<std::pair<std::uint64_t, std::uint64_t>>(
        m_database.prepare(sqlSmallCounts), m_unreadableRows,
        [](const Statement&, RowCheck& check) { return std::pair(check.count(0), check.count(1)); });
    if (!small)
        return small.error();
    if (!small->empty()) {
        counts.events = small->front().first;
        counts.timelineEntries = small->front().second;
    }
    const Result<std::vector<Issue>> found = issues();
    if (!found)
        return found.error();
    counts.issues = found->size();
    return counts;
}

Result<std::optional<TimeRange>> CaseReader::range()
{
    using Ends = std::pair<std::optional<Timestamp>, std::optional<Timestamp>>;
    const auto rows =
        readRows<Ends>(m_database.prepare(sqlRange), m_unreadableRows, [](const Statement&, RowCheck& check) {
            return Ends(check.optionalTime(0), check.optionalTime(1));
        });
    if (!rows)
        return rows.error();
    std::optional<TimeRange> range;
    for (const auto& [first, last] : *rows) {
        if (!first || !last)
            continue;
        const Timestamp end = *last + Nanoseconds{1};    // RowCheck keeps one below the largest
        range = range ? TimeRange{std::min(range->begin, *first), std::max(range->end, end)} : TimeRange{*first, end};
    }
    return range;
}

Result<std::vector<Issue>> CaseReader::issues(std::optional<std::int64_t> sourceId)
{
    Result<Statement> statement = m_database.prepare(sqlIssues);
    if (statement)
        bindOptional(*statement, 1, sourceId);
    return readRows<Issue>(std::move(statement), m_unreadableRows, readIssue);
}

Result<std::vector<SeriesInfo>> CaseReader::series()
{
    return readRows<SeriesInfo>(m_database.prepare(sqlSeries), m_unreadableRows, readSeries);
}

Result<std::vector<Sample>> CaseReader::samples(std::int64_t seriesId, TimeRange range)
{
    Result<Statement> statement = m_database.prepare(sqlBlocks);
    if (!statement)
        return statement.error();
    statement->bind(1, seriesId).bind(2, nanosecondsOf(range.begin)).bind(3, nanosecondsOf(range.end));
    std::vector<Sample> samples;
    for (;;) {
        const Result<bool> more = statement->step();
        if (!more)
            return more.error();
        if (!*more)
            break;
        RowCheck check(*statement);
        const std::uint64_t count = check.count(0);
        if (!check.isGood()) {
            ++m_unreadableRows;
            continue;
        }
        const Result<std::vector<Sample>> block = decodeSeriesBlock(count, statement->blob(1), statement->blob(2));
        if (!block)
            return block.error();
        std::copy_if(block->begin(), block->end(), std::back_inserter(samples),
                     [&](const Sample& sample) { return range.contains(sample.time); });
    }
    const auto byTime = [](const Sample& left, const Sample& right) { return left.time < right.time; };
    if (!std::is_sorted(samples.begin(), samples.end(), byTime))
        std::stable_sort(samples.begin(), samples.end(), byTime);
    return samples;
}

Result<std::vector<SeriesBlockSpan>> CaseReader::seriesBlocks(std::int64_t seriesId)
{
    Result<Statement> statement = m_database.prepare(sqlBlockSpans);
    if (!statement)
        return statement.error();
    statement->bind(1, seriesId);
    std::vector<SeriesBlockSpan> spans;
    for (;;) {
        const Result<bool> more = statement->step();
        if (!more)
            return more.error();
        if (!*more)
            return spans;
        spans.push_back({statement->integer(0), timestampFrom(statement->integer(1)), timestampFrom(statement->integer(2))});
    }
}

Result<StoredSeriesBlock> CaseReader::seriesBlock(std::int64_t blockId)
{
    Result<Statement> statement = m_database.prepare(sqlBlockById);
    if (!statement)
        return statement.error();
    statement->bind(1, blockId);
    const Result<bool> found = statement->step();
    if (!found)
        return found.error();
    if (!*found)
        return Error{ErrorKind::Interrupted, "Cannot finish the query", "the case was changed while it was read", "Run it again"};
    StoredSeriesBlock stored;
    RowCheck check(*statement);
    stored.samples = check.count(0);
    if (!check.isGood())
        return Error{ErrorKind::CaseDamaged, "Cannot read the samples of a series", "A block of them is damaged",
                     "Import the file into a new case"};
    const Bytes times = statement->blob(1);
    const Bytes values = statement->blob(2);
    stored.block = {{times.begin(), times.end()}, {values.begin(), values.end()}};
    return stored;
}

Result<std::vector<Event>> CaseReader::events(TimeRange range)
{
    Result<Statement> statement = m_database.prepare(sqlEvents);
    if (statement)
        statement->bindNull(1).bind(2, nanosecondsOf(range.begin)).bind(3, nanosecondsOf(range.end));
    return readRows<Event>(std::move(statement), m_unreadableRows, readEvent);
}

Result<std::optional<Event>> CaseReader::event(std::int64_t id)
{
    Result<Statement> statement = m_database.prepare(sqlEvents);
    if (statement)
        statement->bind(1, id).bind(2, -most).bind(3, most);
    return firstOf(readRows<Event>(std::move(statement), m_unreadableRows, readEvent));
}

Result<std::vector<TimelineEntry>> CaseReader::timeline()
{
    return readRows<TimelineEntry>(m_database.prepare(joined(sqlEntry, sqlByTime)), m_unreadableRows, readEntry);
}

Result<std::optional<TimelineEntry>> CaseReader::entry(std::int64_t id)
{
    Result<Statement> statement = m_database.prepare(joined(sqlEntry, sqlById));
    if (statement)
        statement->bind(1, id);
    return firstOf(readRows<TimelineEntry>(std::move(statement), m_unreadableRows, readEntry));
}

Result<std::vector<Evidence>> CaseReader::evidence(std::optional<std::int64_t> entryId)
{
    Result<Statement> statement = m_database.prepare(joined(sqlEvidence, entryId ? sqlOfEntry : sqlByEntry));
    if (statement && entryId)
        statement->bind(1, *entryId);
    return readRows<Evidence>(std::move(statement), m_unreadableRows, readEvidence);
}

Result<std::optional<Evidence>> CaseReader::evidenceWithId(std::int64_t id)
{
    Result<Statement> statement = m_database.prepare(joined(sqlEvidence, sqlById));
    if (statement)
        statement->bind(1, id);
    return firstOf(readRows<Evidence>(std::move(statement), m_unreadableRows, readEvidence));
}

Result<std::vector<SavedWindow>> CaseReader::savedWindows()
{
    return readRows<SavedWindow>(m_database.prepare(sqlSavedWindows), m_unreadableRows, [](const Statement&, RowCheck& check) {
        SavedWindow window;
        window.id = check.integer(0);
        window.name = check.text(1);
        window.range = {check.time(2), check.time(3)};
        window.filter = check.text(4);
        if (window.range.begin >= window.range.end)
            check.fail();
        return window;
    });
}

Result<std::vector<Change>> CaseReader::changes()
{
    return readRows<Change>(m_database.prepare(sqlChanges), m_unreadableRows, readChange);
}

Result<std::string> CaseReader::info(std::string_view key)
{
    Result<Statement> statement = m_database.prepare("SELECT value FROM case_info WHERE key = ?1");
    if (statement)
        statement->bind(1, key);
    const auto rows = readRows<std::string>(std::move(statement), m_unreadableRows,
                                            [](const Statement&, RowCheck& check) { return check.text(0); });
    if (!rows)
        return rows.error();
    return rows->empty() ? std::string() : rows->front();
}

Result<std::optional<std::string>> CaseReader::rawLine(std::int64_t sourceId, std::uint64_t line)
{
    const Result<bool> loaded = loadRawBlock(sourceId, line);
    if (!loaded)
        return loaded.error();
    if (!*loaded)
        return std::optional<std::string>();
    const std::size_t index = static_cast<std::size_t>(line - m_rawBlock->firstLine);
    const std::size_t begin = m_rawBlock->begins[index];
    const bool isLast = index + 1 == m_rawBlock->begins.size();
    const std::size_t end = isLast ? m_rawBlock->text.size() : m_rawBlock->begins[index + 1];
    std::string_view text = std::string_view(m_rawBlock->text).substr(begin, end - begin);
    if (!text.empty() && text.back() == '\n')
        text.remove_suffix(1);
    if (!text.empty() && text.back() == '\r')
        text.remove_suffix(1);
    return std::optional<std::string>(std::string(text));
}

/// True when m_rawBlock holds the line afterwards.
Result<bool> CaseReader::loadRawBlock(std::int64_t sourceId, std::uint64_t line)
{
    const auto holds = [&](const RawBlock& block) {
        return block.sourceId == sourceId && line >= block.firstLine && line - block.firstLine < block.begins.size();
    };
    if (m_rawBlock && holds(*m_rawBlock))
        return true;
    if (line == 0 || line > static_cast<std::uint64_t>(most))
        return false;
    Result<Statement> statement = m_database.prepare(sqlRawBlock);
    if (!statement)
        return statement.error();
    statement->bind(1, sourceId).bind(2, static_cast<std::int64_t>(line));
    const Result<bool> found = statement->step();
    if (!found)
        return found.error();
    if (!*found)
        return false;

    const Error damaged{ErrorKind::CaseDamaged, "Cannot read line " + std::to_string(line) + " of source " +
                            std::to_string(sourceId), "Its block of raw text is damaged", "Import the file into a new case"};
    RowCheck check(*statement);
    auto block = std::make_unique<RawBlock>();
    block->sourceId = sourceId;
    block->firstLine = check.count(0);
    block->lines = check.count(1);
    if (check.isGood() && line - block->firstLine >= block->lines)
        return false;    // after the last block: not worth decompressing it
    const Bytes data = statement->blob(2);
    const std::uint64_t size = ZSTD_getFrameContentSize(data.data(), data.size());
    // The two error values of the function are above every size that is accepted here.
    if (!check.isGood() || size > largestRawBlock)
        return damaged;
    block->text.resize(static_cast<std::size_t>(size));
    if (ZSTD_decompress(block->text.data(), block->text.size(), data.data(), data.size()) != size)
        return damaged;
    for (std::size_t begin = 0; begin < block->text.size() && block->begins.size() < block->lines;) {
        block->begins.push_back(begin);
        const std::size_t end = block->text.find('\n', begin);
        begin = end == std::string::npos ? block->text.size() : end + 1;
    }
    m_rawBlock = std::move(block);
    return holds(*m_rawBlock);
}

}    // namespace faultline
