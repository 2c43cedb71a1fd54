#include "app/store/seriesblocks.h"
#include "app/store/virtualtable.h"

#include <new>

namespace faultline {

namespace {

enum Column : int { ColumnSeriesId, ColumnSource, ColumnSeries, ColumnLabels, ColumnUnit, ColumnTime, ColumnTimeNs, ColumnValue };

constexpr const char* sqlDeclaration =
    "CREATE TABLE x(series_id INTEGER, source_id INTEGER, series TEXT, labels TEXT, unit TEXT, "
    "time TEXT COLLATE faultline_time, time_ns INTEGER, value REAL)";

constexpr std::string_view sqlBlocks =
    "SELECT s.id, s.source_id, s.name, s.labels, s.unit, b.samples, b.times, b.vals "
    "FROM series s JOIN source o ON o.id = s.source_id JOIN series_block b ON b.series_id = s.id "
    "WHERE o.status = 'done' AND (?1 IS NULL OR s.id = ?1) AND (?2 IS NULL OR s.source_id = ?2) AND (?3 IS NULL OR s.name = ?3) "
    "AND b.last_ns >= ?4 AND b.first_ns <= ?5 ORDER BY s.id, b.first_ns, b.id";

class SampleCursor : public sqlite3_vtab_cursor {
public:
    explicit SampleCursor(VirtualTable& table) : sqlite3_vtab_cursor{}, m_table(table) {}

    Result<void> filter(const std::vector<Condition>& conditions, sqlite3_value** values);
    Result<void> next();
    bool atEnd() const { return m_atEnd; }
    std::int64_t rowId() const { return m_rowId; }
    void column(sqlite3_context* context, int column);

private:
    void bindConditions(const std::vector<Condition>& conditions, sqlite3_value** values);
    Result<void> readBlock();

    VirtualTable& m_table;
    std::optional<Statement> m_blocks;    // stands on the block of m_samples
    std::vector<Sample> m_samples;
    std::size_t m_index = 0;
    TimeBounds m_bounds;
    bool m_atEnd = true;
    std::int64_t m_rowId = 0;
};

void SampleCursor::bindConditions(const std::vector<Condition>& conditions, sqlite3_value** values)
{
    for (int parameter = 1; parameter <= 3; ++parameter)
        m_blocks->bindNull(parameter);
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        sqlite3_value* value = values[i];
        const auto [column, operation] = conditions[i];
        const int type = sqlite3_value_type(value);
        const bool equal = operation == SQLITE_INDEX_CONSTRAINT_EQ;
        if (column == ColumnTime || column == ColumnTimeNs) {
            if ((type == SQLITE_INTEGER) == (column == ColumnTimeNs))
                m_bounds.narrow(operation, value);
        } else if (equal && column == ColumnSeriesId && type == SQLITE_INTEGER) {
            m_blocks->bind(1, std::int64_t{sqlite3_value_int64(value)});
        } else if (equal && column == ColumnSource && type == SQLITE_INTEGER) {
            m_blocks->bind(2, std::int64_t{sqlite3_value_int64(value)});
        } else if (equal && column == ColumnSeries && type == SQLITE_TEXT) {
            m_blocks->bind(3, valueText(value));
        }
    }
    m_blocks->bind(4, m_bounds.first).bind(5, m_bounds.last);
}

Result<void> SampleCursor::filter(const std::vector<Condition>& conditions, sqlite3_value** values)
{
    m_blocks.reset();
    m_bounds = {};
    m_rowId = 0;
    auto blocks = m_table.shared->database.prepare(sqlBlocks);
    if (!blocks)
        return blocks.error();
    m_blocks = std::move(*blocks);
    bindConditions(conditions, values);
    m_samples.clear();
    m_index = 0;
    m_atEnd = false;
    return next();
}

Result<void> SampleCursor::readBlock()
{
    const auto row = m_blocks->step();
    if (!row)
        return row.error();
    m_atEnd = !*row;
    m_index = 0;
    m_samples.clear();
    if (m_atEnd)
        return {};
    auto samples = decodeSeriesBlock(static_cast<std::uint64_t>(m_blocks->integer(5)), m_blocks->blob(6), m_blocks->blob(7));
    if (!samples)
        return samples.error();
    m_samples = std::move(*samples);
    return {};
}

Result<void> SampleCursor::next()
{
    ++m_rowId;
    if (!m_samples.empty())
        ++m_index;
    while (!m_atEnd) {
        for (; m_index < m_samples.size(); ++m_index) {
            if (m_bounds.contains(nanosecondsOf(m_samples[m_index].time)))
                return {};
        }
        if (auto done = readBlock(); !done)
            return done;
    }
    return {};
}

void SampleCursor::column(sqlite3_context* context, int column)
{
    const Sample& sample = m_samples[m_index];
    switch (column) {
    case ColumnSeriesId: return sqlite3_result_int64(context, m_blocks->integer(0));
    case ColumnSource: return sqlite3_result_int64(context, m_blocks->integer(1));
    case ColumnSeries: return resultText(context, m_blocks->text(2));
    case ColumnLabels: return resultText(context, m_blocks->text(3));
    case ColumnUnit: return resultText(context, m_blocks->text(4));
    case ColumnTime: return resultTime(context, nanosecondsOf(sample.time));
    case ColumnTimeNs: return sqlite3_result_int64(context, nanosecondsOf(sample.time));
    default: return sqlite3_result_double(context, sample.value);    // NaN, a gap, is NULL in SQL
    }
}

int reportFrom(sqlite3_vtab_cursor* cursor, const Result<void>& result)
{
    return result ? SQLITE_OK : reportError(cursor->pVtab, result.error());
}

int connectSamples(sqlite3* connection, void* holder, int, const char* const*, sqlite3_vtab** result, char**)
{
    const int code = sqlite3_declare_vtab(connection, sqlDeclaration);
    if (code != SQLITE_OK)
        return code;
    sqlite3_vtab_config(connection, SQLITE_VTAB_INNOCUOUS);
    auto table = std::make_unique<VirtualTable>();
    table->shared = (*static_cast<std::shared_ptr<VirtualCaseHolder>*>(holder))->get(connection);
    *result = table.release();
    return SQLITE_OK;
}

int disconnectSamples(sqlite3_vtab* table)
{
    delete static_cast<VirtualTable*>(table);
    return SQLITE_OK;
}

bool isTakenBySamples(const VirtualTable&, int column)
{
    return column == ColumnSeriesId || column == ColumnSource || column == ColumnSeries || column == ColumnTime || column == ColumnTimeNs;
}

int bestSampleIndex(sqlite3_vtab* table, sqlite3_index_info* index)
{
    return takeConditions(index, isTakenBySamples, *static_cast<VirtualTable*>(table), ColumnTime, 1e6);
}

int openSamples(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor)
{
    *cursor = new (std::nothrow) SampleCursor(*static_cast<VirtualTable*>(table));
    return *cursor != nullptr ? SQLITE_OK : SQLITE_NOMEM;
}

int closeSamples(sqlite3_vtab_cursor* cursor)
{
    delete static_cast<SampleCursor*>(cursor);
    return SQLITE_OK;
}

int filterSamples(sqlite3_vtab_cursor* cursor, int count, const char* text, int, sqlite3_value** values)
{
    return reportFrom(cursor, static_cast<SampleCursor*>(cursor)->filter(conditionsOf(text, count), values));
}

int nextSample(sqlite3_vtab_cursor* cursor)
{
    return reportFrom(cursor, static_cast<SampleCursor*>(cursor)->next());
}

int isAtEnd(sqlite3_vtab_cursor* cursor)
{
    return static_cast<SampleCursor*>(cursor)->atEnd() ? 1 : 0;
}

int sampleColumn(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column)
{
    static_cast<SampleCursor*>(cursor)->column(context, column);
    return SQLITE_OK;
}

int sampleRowId(sqlite3_vtab_cursor* cursor, sqlite3_int64* id)
{
    *id = static_cast<SampleCursor*>(cursor)->rowId();
    return SQLITE_OK;
}

}    // namespace

const sqlite3_module& sampleModule()
{
    static const sqlite3_module module = [] {
        sqlite3_module made{};    // without xCreate: the table is there by its name alone
        made.iVersion = 2;
        made.xConnect = connectSamples;
        made.xBestIndex = bestSampleIndex;
        made.xDisconnect = disconnectSamples;
        made.xOpen = openSamples;
        made.xClose = closeSamples;
        made.xFilter = filterSamples;
        made.xNext = nextSample;
        made.xEof = isAtEnd;
        made.xColumn = sampleColumn;
        made.xRowid = sampleRowId;
        return made;
    }();
    return module;
}

}    // namespace faultline
