#include "app/store/virtualtable.h"

#include "app/base/timestamp.h"

#include <algorithm>
#include <array>
#include <new>

namespace faultline {

namespace {

// The first columns of the three record tables; fields follow in catalog order, `raw` comes last.
enum Column : int { ColumnSource, ColumnTime, ColumnTimeNs, ColumnFirstField };

struct RecordVirtualTable : VirtualTable {
    RecordKind kind = RecordKind::Request;
    std::vector<Field> fields;    // of the columns from ColumnFirstField on

    int rawColumn() const { return ColumnFirstField + static_cast<int>(fields.size()); }
};

const RecordVirtualTable& recordTable(const VirtualTable& table)
{
    return static_cast<const RecordVirtualTable&>(table);
}

bool isDictionary(Field field)
{
    return infoOf(field).type == FieldType::Dictionary;
}

bool isNumber(Field field)
{
    const FieldType type = infoOf(field).type;
    return field != Field::Severity && field != Field::TimeBasis &&
           (type == FieldType::Integer || type == FieldType::Nanoseconds || type == FieldType::Bytes);
}

/// A condition on a field with its value; the value of a text field also as its code.
struct FieldCondition {
    Field field;
    int operation;
    std::int64_t number = 0;
    std::string text;
    std::optional<std::uint32_t> code;
    bool isText = false;
    std::shared_ptr<const ColumnData> column;    // of the current segment

    bool matches(std::uint32_t row) const
    {
        if (!column->isPresent(row))
            return false;
        if (isText && column->isText)
            return column->textAt(row) == text;
        const std::int64_t value = column->at(row);
        const std::int64_t wanted = isText ? static_cast<std::int64_t>(*code) : number;
        switch (operation) {
        case SQLITE_INDEX_CONSTRAINT_GT: return value > wanted;
        case SQLITE_INDEX_CONSTRAINT_GE: return value >= wanted;
        case SQLITE_INDEX_CONSTRAINT_LT: return value < wanted;
        case SQLITE_INDEX_CONSTRAINT_LE: return value <= wanted;
        default: return value == wanted;
        }
    }
};

struct LoadedColumn {
    bool isLoaded = false;
    std::shared_ptr<const ColumnData> data;
};

class RecordCursor : public sqlite3_vtab_cursor {
public:
    explicit RecordCursor(RecordVirtualTable& table) : sqlite3_vtab_cursor{}, m_table(table) {}

    Result<void> filter(const std::vector<Condition>& conditions, sqlite3_value** values);
    Result<void> next();
    bool atEnd() const { return m_segment >= m_segments.size(); }
    std::int64_t rowId() const { return m_segments[m_segment].id * maxSegmentRows + m_row; }
    Result<void> column(sqlite3_context* context, int column);

private:
    Result<void> addCondition(const Condition& condition, sqlite3_value* value);
    Result<void> toNextMatch();
    Result<bool> enterSegment();
    bool rowMatches() const;
    Result<std::int64_t> number(Field field);
    Result<std::shared_ptr<const ColumnData>> load(Field field);
    Result<void> fieldColumn(sqlite3_context* context, Field field);
    Result<void> rawColumn(sqlite3_context* context);

    RecordVirtualTable& m_table;
    std::optional<Statement> m_snapshot;    // keeps one view of the file while the cursor lives
    std::vector<Segment> m_segments;
    std::size_t m_segment = 0;
    std::uint32_t m_row = 0;
    bool m_isEntered = false;
    TimeBounds m_bounds;
    bool m_segmentInside = false;           // every row of the segment lies in the bounds
    std::optional<std::int64_t> m_source;
    bool m_isEmpty = false;
    std::vector<FieldCondition> m_conditions;
    std::array<LoadedColumn, fieldCount> m_columns;
    std::array<std::shared_ptr<const Dictionary>, fieldCount> m_dictionaries;
};

Result<void> RecordCursor::filter(const std::vector<Condition>& conditions, sqlite3_value** values)
{
    VirtualCase& shared = *m_table.shared;
    m_snapshot.reset();
    auto snapshot = holdSnapshot(shared.database);
    if (!snapshot)
        return snapshot.error();
    m_snapshot = std::move(*snapshot);

    auto segments = shared.segments.segments(m_table.kind);
    if (!segments)
        return segments.error();
    m_segments = std::move(*segments);
    m_segment = 0;
    m_isEntered = false;
    m_isEmpty = false;
    m_bounds = {};
    m_source.reset();
    m_conditions.clear();
    m_columns.fill({});
    m_dictionaries.fill(nullptr);
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        if (auto done = addCondition(conditions[i], values[i]); !done)
            return done;
    }
    const auto isOutside = [this](const Segment& segment) {
        return (m_source && segment.sourceId != *m_source) || nanosecondsOf(segment.last) < m_bounds.first ||
               nanosecondsOf(segment.first) > m_bounds.last;
    };
    m_segments.erase(std::remove_if(m_segments.begin(), m_segments.end(), isOutside), m_segments.end());
    if (m_isEmpty)
        m_segments.clear();
    return toNextMatch();
}

Result<void> RecordCursor::addCondition(const Condition& condition, sqlite3_value* value)
{
    const int type = sqlite3_value_type(value);
    if (type == SQLITE_NULL) {
        m_isEmpty = true;    // no comparison with NULL holds
        return {};
    }
    if (condition.column == ColumnTime || condition.column == ColumnTimeNs) {
        if ((type == SQLITE_INTEGER) == (condition.column == ColumnTimeNs))
            m_bounds.narrow(condition.operation, value);
        return {};
    }
    if (condition.column == ColumnSource) {
        if (condition.operation == SQLITE_INDEX_CONSTRAINT_EQ && type == SQLITE_INTEGER)
            m_source = sqlite3_value_int64(value);
        return {};
    }
    const Field field = m_table.fields[static_cast<std::size_t>(condition.column - ColumnFirstField)];
    FieldCondition wanted{field, condition.operation, 0, {}, {}, false, {}};
    if (isNumber(field) && type == SQLITE_INTEGER) {
        wanted.number = sqlite3_value_int64(value);
        m_conditions.push_back(std::move(wanted));
    } else if (isDictionary(field) && type == SQLITE_TEXT && condition.operation == SQLITE_INDEX_CONSTRAINT_EQ) {
        wanted.isText = true;
        wanted.text = valueText(value);
        auto dictionary = m_table.shared->segments.dictionary(field);
        if (!dictionary)
            return dictionary.error();
        for (std::uint32_t code = 0; code < (*dictionary)->size() && !wanted.code; ++code) {
            if ((*dictionary)->at(code) == wanted.text)
                wanted.code = code;
        }
        m_conditions.push_back(std::move(wanted));
    }
    return {};
}

Result<bool> RecordCursor::enterSegment()
{
    m_isEntered = true;
    m_row = 0;
    m_columns.fill({});
    const Segment& segment = m_segments[m_segment];
    m_segmentInside = nanosecondsOf(segment.first) >= m_bounds.first && nanosecondsOf(segment.last) <= m_bounds.last;
    if (!m_segmentInside) {
        if (auto loaded = load(Field::Time); !loaded)
            return loaded.error();
    }
    for (FieldCondition& condition : m_conditions) {
        auto loaded = load(condition.field);
        if (!loaded)
            return loaded.error();
        condition.column = *loaded;
        if (!condition.column || (condition.isText && !condition.column->isText && !condition.code))
            return false;    // absent in every row, or a text that no row of the segment can have
    }
    return true;
}

bool RecordCursor::rowMatches() const
{
    if (!m_segmentInside) {
        const auto& times = m_columns[static_cast<std::size_t>(Field::Time)].data;
        if (!times || times->isText || !m_bounds.contains(times->at(m_row)))
            return false;
    }
    return std::all_of(m_conditions.begin(), m_conditions.end(),
                       [this](const FieldCondition& condition) { return condition.matches(m_row); });
}

// To the first matching row at or after the current one.
Result<void> RecordCursor::toNextMatch()
{
    for (; m_segment < m_segments.size(); ++m_segment, m_isEntered = false) {
        if (!m_isEntered) {
            const auto mayMatch = enterSegment();
            if (!mayMatch)
                return mayMatch.error();
            if (!*mayMatch)
                continue;
        }
        for (; m_row < m_segments[m_segment].rows; ++m_row) {
            if (rowMatches())
                return {};
        }
    }
    return {};
}

Result<void> RecordCursor::next()
{
    ++m_row;
    return toNextMatch();
}

Result<std::shared_ptr<const ColumnData>> RecordCursor::load(Field field)
{
    LoadedColumn& column = m_columns[static_cast<std::size_t>(field)];
    if (!column.isLoaded) {
        auto loaded = m_table.shared->segments.column(m_segments[m_segment], field);
        if (!loaded)
            return loaded.error();
        column.data = std::move(*loaded);
        column.isLoaded = true;
    }
    return column.data;
}

Result<std::int64_t> RecordCursor::number(Field field)
{
    const auto column = load(field);
    if (!column)
        return column.error();
    return *column && !(*column)->isText ? (*column)->at(m_row) : absent;
}

Result<void> RecordCursor::column(sqlite3_context* context, int column)
{
    if (column == ColumnSource) {
        sqlite3_result_int64(context, m_segments[m_segment].sourceId);
        return {};
    }
    if (column == m_table.rawColumn())
        return rawColumn(context);
    if (column >= ColumnFirstField)
        return fieldColumn(context, m_table.fields[static_cast<std::size_t>(column - ColumnFirstField)]);
    const auto time = number(Field::Time);
    if (!time)
        return time.error();
    if (column == ColumnTime)
        resultTime(context, *time);
    else if (*time != absent)
        sqlite3_result_int64(context, *time);
    return {};
}

Result<void> RecordCursor::fieldColumn(sqlite3_context* context, Field field)
{
    const auto column = load(field);
    if (!column)
        return column.error();
    const ColumnData* data = column->get();
    if (data == nullptr || !data->isPresent(m_row))
        return {};    // a result that was never set is NULL
    if (data->isText) {
        resultText(context, data->textAt(m_row));
        return {};
    }
    const std::int64_t value = data->at(m_row);
    if (isDictionary(field)) {
        auto& dictionary = m_dictionaries[static_cast<std::size_t>(field)];
        if (!dictionary) {
            auto loaded = m_table.shared->segments.dictionary(field);
            if (!loaded)
                return loaded.error();
            dictionary = *loaded;
        }
        if (value < 0 || value >= static_cast<std::int64_t>(dictionary->size()))
            return Error{ErrorKind::CaseDamaged, "The case cannot be read", "A row has an unknown code", "Run 'faultline-cli check' on the case"};
        resultText(context, dictionary->at(static_cast<std::uint32_t>(value)));
    } else if (field == Field::LocalTime) {
        const std::string text = formatUtc(timestampFrom(value));
        resultText(context, std::string_view(text).substr(0, text.size() - 1));    // a wall clock has no Z
    } else if (field == Field::Severity || field == Field::TimeBasis) {
        const auto small = static_cast<std::uint8_t>(std::clamp<std::int64_t>(value, 0, 255));
        resultText(context, field == Field::Severity ? nameOf(static_cast<Severity>(small)) : nameOf(static_cast<TimeBasis>(small)));
    } else {
        sqlite3_result_int64(context, value);
    }
    return {};
}

Result<void> RecordCursor::rawColumn(sqlite3_context* context)
{
    const auto line = number(Field::Line);
    if (!line)
        return line.error();
    if (*line < 1)
        return {};
    auto text = m_table.shared->reader.rawLine(m_segments[m_segment].sourceId, static_cast<std::uint64_t>(*line));
    if (!text)
        return text.error();
    if (*text)
        resultText(context, **text);
    return {};
}

int reportFrom(sqlite3_vtab_cursor* cursor, const Result<void>& result)
{
    return result ? SQLITE_OK : reportError(cursor->pVtab, result.error());
}

std::string declaration(const RecordVirtualTable& table)
{
    std::string sql = "CREATE TABLE x(source_id INTEGER, time TEXT COLLATE faultline_time, time_ns INTEGER";
    for (const Field field : table.fields) {
        const bool isInteger = isNumber(field);
        sql.append(", \"").append(infoOf(field).name).append(isInteger ? "\" INTEGER" : "\" TEXT");
    }
    return sql + ", raw TEXT)";
}

int connectRecords(sqlite3* connection, void* holder, int, const char* const* arguments, sqlite3_vtab** result, char**)
{
    RecordKind kind{};
    if (!fromName(arguments[0], kind))
        return SQLITE_ERROR;
    auto table = std::make_unique<RecordVirtualTable>();
    table->kind = kind;
    for (int i = 0; i < fieldCount; ++i) {
        const auto field = static_cast<Field>(i);
        if (field != Field::Time && has(infoOf(field), kind))
            table->fields.push_back(field);
    }
    const int code = sqlite3_declare_vtab(connection, declaration(*table).c_str());
    if (code != SQLITE_OK)
        return code;
    sqlite3_vtab_config(connection, SQLITE_VTAB_INNOCUOUS);
    table->shared = (*static_cast<std::shared_ptr<VirtualCaseHolder>*>(holder))->get(connection);
    *result = table.release();
    return SQLITE_OK;
}

int disconnectRecords(sqlite3_vtab* table)
{
    delete static_cast<RecordVirtualTable*>(table);
    return SQLITE_OK;
}

bool isTakenByRecords(const VirtualTable& table, int column)
{
    const RecordVirtualTable& records = recordTable(table);
    if (column < ColumnFirstField)
        return true;
    if (column >= records.rawColumn())
        return false;
    const Field field = records.fields[static_cast<std::size_t>(column - ColumnFirstField)];
    return isNumber(field) || isDictionary(field);
}

int bestRecordIndex(sqlite3_vtab* table, sqlite3_index_info* index)
{
    return takeConditions(index, isTakenByRecords, *static_cast<RecordVirtualTable*>(table), ColumnTime, 5e6);
}

int openRecords(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor)
{
    *cursor = new (std::nothrow) RecordCursor(*static_cast<RecordVirtualTable*>(table));
    return *cursor != nullptr ? SQLITE_OK : SQLITE_NOMEM;
}

int closeRecords(sqlite3_vtab_cursor* cursor)
{
    delete static_cast<RecordCursor*>(cursor);
    return SQLITE_OK;
}

int filterRecords(sqlite3_vtab_cursor* cursor, int count, const char* text, int, sqlite3_value** values)
{
    return reportFrom(cursor, static_cast<RecordCursor*>(cursor)->filter(conditionsOf(text, count), values));
}

int nextRecord(sqlite3_vtab_cursor* cursor)
{
    return reportFrom(cursor, static_cast<RecordCursor*>(cursor)->next());
}

int isAtEnd(sqlite3_vtab_cursor* cursor)
{
    return static_cast<RecordCursor*>(cursor)->atEnd() ? 1 : 0;
}

int recordColumn(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column)
{
    return reportFrom(cursor, static_cast<RecordCursor*>(cursor)->column(context, column));
}

int recordRowId(sqlite3_vtab_cursor* cursor, sqlite3_int64* id)
{
    *id = static_cast<RecordCursor*>(cursor)->rowId();
    return SQLITE_OK;
}

}    // namespace

const sqlite3_module& recordModule()
{
    static const sqlite3_module module = [] {
        sqlite3_module made{};    // without xCreate: the table is there by its name alone
        made.iVersion = 2;
        made.xConnect = connectRecords;
        made.xBestIndex = bestRecordIndex;
        made.xDisconnect = disconnectRecords;
        made.xOpen = openRecords;
        made.xClose = closeRecords;
        made.xFilter = filterRecords;
        made.xNext = nextRecord;
        made.xEof = isAtEnd;
        made.xColumn = recordColumn;
        made.xRowid = recordRowId;
        return made;
    }();
    return module;
}

}    // namespace faultline
