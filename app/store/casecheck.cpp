#include "app/store/casecheck.h"

#include "app/base/text.h"
#include "app/store/casereader.h"
#include "app/store/column.h"
#include "app/store/compression.h"
#include "app/store/segmentreader.h"
#include "app/store/seriesblocks.h"

namespace faultline {

namespace {

constexpr std::string_view sqlQuickCheck = "PRAGMA quick_check(10)";
constexpr std::string_view sqlForeignKeys = "PRAGMA foreign_key_check";
constexpr std::string_view sqlColumns =
    "SELECT encoding, data, rows FROM segment_column JOIN segment ON segment.id = segment_id";
constexpr std::string_view sqlBlocks = "SELECT samples, times, vals FROM series_block";
constexpr std::string_view sqlRawBlocks = "SELECT lines, data FROM raw_block";
constexpr std::size_t largestRawBlock = std::size_t{1} << 30;

Error interrupted()
{
    return {ErrorKind::Interrupted, "The case was not checked to the end", "The command was interrupted", ""};
}

/// Runs `check` on every row of a query; `check` gives "" or what is wrong with the row.
template <typename Check>
Result<CheckedPart> checkRows(Database& database, std::string_view sql, std::string part, const TaskControl& control,
                              const Check& check)
{
    Result<Statement> statement = database.prepare(sql);
    if (!statement)
        return statement.error();
    CheckedPart result{std::move(part), true, "", 0};
    std::uint64_t rows = 0;
    std::uint64_t bad = 0;
    std::string first;
    for (;;) {
        if (control.stopRequested())
            return interrupted();
        const Result<bool> more = statement->step();
        if (!more && more.error().kind == ErrorKind::CaseDamaged) {
            ++bad;
            first = more.error().why;
            break;
        }
        if (!more)
            return more.error();
        if (!*more)
            break;
        ++rows;
        const std::string wrong = check(*statement);
        if (wrong.empty())
            continue;
        if (bad++ == 0)
            first = wrong;
    }
    result.isGood = bad == 0;
    result.detail = bad == 0 ? std::to_string(rows) + " read"
                             : std::to_string(bad) + " of " + std::to_string(rows) + " are damaged: " + first;
    return result;
}

std::string checkColumn(const Statement& row)
{
    const std::int64_t encoding = row.integer(0);
    const std::int64_t rows = row.integer(2);
    if (encoding < 0 || encoding > static_cast<std::int64_t>(ColumnEncoding::Text) || rows < 0 || rows > maxSegmentRows)
        return "A column has an unknown encoding or size";
    const Result<ColumnData> data =
        decodeColumn(static_cast<ColumnEncoding>(encoding), row.blob(1), static_cast<std::uint32_t>(rows));
    return data ? std::string() : data.error().why;
}

std::string checkBlock(const Statement& row)
{
    const std::int64_t samples = row.integer(0);
    if (samples < 0)
        return "A block has a negative number of samples";
    const auto block = decodeSeriesBlock(static_cast<std::uint64_t>(samples), row.blob(1), row.blob(2));
    return block ? std::string() : block.error().why;
}

std::string checkRawBlock(const Statement& row)
{
    const Result<std::string> text = decompress(row.blob(1), largestRawBlock);
    return text ? std::string() : text.error().why;
}

CheckedPart accountOf(const Source& source)
{
    CheckedPart part{"account of source " + std::to_string(source.id), true, "", source.id};
    part.isGood = source.lines == source.recordLines + source.skipped + source.rejected;
    part.detail = formatCount(static_cast<std::int64_t>(source.lines), "line") + ", " +
                  std::to_string(source.recordLines) + " of records, " +
                  std::to_string(source.skipped) + " skipped, " + std::to_string(source.rejected) + " rejected";
    return part;
}

/// Reads every small table through the reader that checks its rows.
Result<CheckedPart> checkSmallTables(CaseReader& reader)
{
    CheckedPart part{"rows", true, "", 0};
    std::size_t rows = 0;
    const auto add = [&](const auto& result) {
        if (result)
            rows += result->size();
        return result.has_value();
    };
    const auto issues = reader.issues();
    if (!add(issues))
        return issues.error();
    const auto series = reader.series();
    if (!add(series))
        return series.error();
    const auto events = reader.events();
    if (!add(events))
        return events.error();
    const auto timeline = reader.timeline();
    if (!add(timeline))
        return timeline.error();
    const auto hypotheses = reader.hypotheses();
    if (!add(hypotheses))
        return hypotheses.error();
    const auto changes = reader.changes();
    if (!add(changes))
        return changes.error();
    part.isGood = reader.unreadableRows() == 0;
    part.detail = part.isGood ? std::to_string(rows) + " read"
                              : std::to_string(reader.unreadableRows()) + " rows hold values out of range";
    return part;
}

}    // namespace

Result<std::vector<CheckedPart>> checkCase(Database& database, const TaskControl& control)
{
    std::vector<CheckedPart> parts;
    const auto sayRow = [](const Statement& row) { return row.text(0) == "ok" ? std::string() : std::string(row.text(0)); };
    const auto sayKey = [](const Statement& row) { return "A row of " + std::string(row.text(0)) + " belongs to nothing"; };
    const auto add = [&](Result<CheckedPart> part) {
        if (part)
            parts.push_back(*part);
        return part;
    };
    if (const auto done = add(checkRows(database, sqlQuickCheck, "file", control, sayRow)); !done)
        return done.error();
    if (!parts.back().isGood)
        return parts;    // what follows would read at random
    if (const auto done = add(checkRows(database, sqlForeignKeys, "references", control, sayKey)); !done)
        return done.error();
    CaseReader reader(database);
    const Result<std::vector<Source>> sources = reader.sources();
    if (!sources)
        return sources.error();
    for (const Source& source : *sources)
        parts.push_back(accountOf(source));
    if (const auto done = add(checkRows(database, sqlColumns, "columns", control, checkColumn)); !done)
        return done.error();
    if (const auto done = add(checkRows(database, sqlBlocks, "series", control, checkBlock)); !done)
        return done.error();
    if (const auto done = add(checkRows(database, sqlRawBlocks, "raw text", control, checkRawBlock)); !done)
        return done.error();
    if (const auto done = add(checkSmallTables(reader)); !done)
        return done.error();
    return parts;
}

}    // namespace faultline
