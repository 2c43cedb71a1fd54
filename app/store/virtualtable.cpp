#include "app/store/virtualtable.h"

#include "app/base/text.h"
#include "app/base/timestamp.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr char firstCode = '!';    // idxStr is text: every number is written as a printable character
constexpr std::string_view sqlAnyRow = "SELECT 1 FROM sqlite_schema LIMIT 1";
constexpr std::int64_t nanosecondsPerSecond = 1'000'000'000;

int digitsAt(std::string_view text, std::size_t at, std::size_t count)
{
    if (at + count > text.size())
        return -1;
    int value = 0;
    for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::string_view withoutZulu(std::string_view text)
{
    if (!text.empty() && text.back() == 'Z')
        text.remove_suffix(1);
    return text;
}

int compareTimes(void*, int leftSize, const void* leftData, int rightSize, const void* rightData)
{
    const auto left = withoutZulu({static_cast<const char*>(leftData), static_cast<std::size_t>(leftSize)});
    const auto right = withoutZulu({static_cast<const char*>(rightData), static_cast<std::size_t>(rightSize)});
    const std::size_t common = std::min(left.size(), right.size());
    for (std::size_t i = 0; i < common; ++i) {
        const char l = i == 10 && left[i] == ' ' ? 'T' : left[i];
        const char r = i == 10 && right[i] == ' ' ? 'T' : right[i];
        if (l != r)
            return static_cast<unsigned char>(l) < static_cast<unsigned char>(r) ? -1 : 1;
    }
    if (left.size() == right.size())
        return 0;
    return left.size() < right.size() ? -1 : 1;
}

bool isComparison(int operation)
{
    return operation == SQLITE_INDEX_CONSTRAINT_EQ || operation == SQLITE_INDEX_CONSTRAINT_GT || operation == SQLITE_INDEX_CONSTRAINT_GE ||
           operation == SQLITE_INDEX_CONSTRAINT_LT || operation == SQLITE_INDEX_CONSTRAINT_LE;
}

// A comparison under another collation (NOCASE) is not the one that codes and zone maps can answer.
bool comparesAsColumn(sqlite3_index_info* index, int constraint, std::string_view collation)
{
    const char* used = sqlite3_vtab_collation(index, constraint);
    return used != nullptr && equalsIgnoringCase(used, collation);
}

}    // namespace

std::optional<std::int64_t> instantOf(std::string_view text)
{
    text = withoutZulu(text);
    const int year = digitsAt(text, 0, 4);
    const int month = digitsAt(text, 5, 2);
    const int day = digitsAt(text, 8, 2);
    if (year < 0 || !isValidDate(year, month, day) || text[4] != '-' || text[7] != '-')
        return {};
    const std::int64_t days = daysFromCivil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
    int hour = 0;
    int minute = 0;
    int second = 0;
    std::int64_t fraction = 0;
    if (text.size() > 10) {
        hour = digitsAt(text, 11, 2);
        minute = digitsAt(text, 14, 2);
        if ((text[10] != 'T' && text[10] != ' ') || hour < 0 || hour > 23 || minute < 0 || minute > 59 || text[13] != ':')
            return {};
    }
    if (text.size() > 16) {
        second = digitsAt(text, 17, 2);
        if (text[16] != ':' || second < 0 || second > 59)
            return {};
    }
    if (text.size() > 19) {
        const auto part = text.size() <= 29 && text[19] == '.' ? parseDecimalScaled(text.substr(19), nanosecondsPerSecond) : std::nullopt;
        if (!part)
            return {};
        fraction = *part;
    }
    return (days * 86'400 + hour * 3600 + minute * 60 + second) * nanosecondsPerSecond + fraction;
}

void TimeBounds::narrow(int operation, sqlite3_value* value)
{
    std::optional<std::int64_t> instant;
    if (sqlite3_value_type(value) == SQLITE_INTEGER)
        instant = sqlite3_value_int64(value);
    else if (sqlite3_value_type(value) == SQLITE_TEXT)
        instant = instantOf(valueText(value));
    if (!instant)
        return;
    // "time > '2024-04-23'" holds for midnight as text: the bounds are never narrower than the comparison.
    if (operation != SQLITE_INDEX_CONSTRAINT_LT && operation != SQLITE_INDEX_CONSTRAINT_LE)
        first = std::max(first, *instant);
    if (operation != SQLITE_INDEX_CONSTRAINT_GT && operation != SQLITE_INDEX_CONSTRAINT_GE)
        last = std::min(last, *instant);
}

int takeConditions(sqlite3_index_info* index, bool (*isTaken)(const VirtualTable&, int column), const VirtualTable& table, int timeColumn,
                   double rows)
{
    std::string taken;
    int values = 0;
    for (int i = 0; i < index->nConstraint && values < 60; ++i) {
        const auto& constraint = index->aConstraint[i];
        if (constraint.usable == 0 || constraint.iColumn < 0 || !isComparison(constraint.op) || !isTaken(table, constraint.iColumn) ||
            !comparesAsColumn(index, i, constraint.iColumn == timeColumn ? "faultline_time" : "BINARY"))
            continue;
        index->aConstraintUsage[i].argvIndex = ++values;
        taken += static_cast<char>(firstCode + constraint.iColumn);
        taken += static_cast<char>(firstCode + constraint.op);
        rows /= constraint.op == SQLITE_INDEX_CONSTRAINT_EQ ? 20 : 4;
    }
    index->idxStr = sqlite3_mprintf("%s", taken.c_str());
    index->needToFreeIdxStr = 1;
    index->idxNum = values;
    index->estimatedCost = rows + 1000;
    index->estimatedRows = static_cast<sqlite3_int64>(rows) + 1;
    return index->idxStr == nullptr ? SQLITE_NOMEM : SQLITE_OK;
}

std::vector<Condition> conditionsOf(const char* text, int count)
{
    std::vector<Condition> conditions;
    for (int i = 0; i < count; ++i)
        conditions.push_back({text[2 * i] - firstCode, text[2 * i + 1] - firstCode});
    return conditions;
}

Result<Statement> holdSnapshot(Database& database)
{
    auto statement = database.prepare(sqlAnyRow);
    if (!statement)
        return statement.error();
    if (auto row = statement->step(); !row)
        return row.error();
    return statement;
}

int reportError(sqlite3_vtab* table, const Error& error)
{
    sqlite3_free(table->zErrMsg);
    table->zErrMsg = sqlite3_mprintf("%s", error.message().c_str());
    switch (error.kind) {
    case ErrorKind::CaseDamaged: return SQLITE_CORRUPT_VTAB;
    case ErrorKind::CaseLocked: return SQLITE_BUSY;
    case ErrorKind::Interrupted: return SQLITE_INTERRUPT;
    case ErrorKind::Usage:
    case ErrorKind::InputUnreadable:
    case ErrorKind::CaseTooNew:
    case ErrorKind::OutputFailed: break;
    }
    return SQLITE_ERROR;
}

void resultText(sqlite3_context* context, std::string_view text)
{
    if (text.data() == nullptr)
        return sqlite3_result_null(context);
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void resultTime(sqlite3_context* context, std::int64_t nanoseconds)
{
    if (nanoseconds == absent)
        return sqlite3_result_null(context);
    resultText(context, formatUtc(timestampFrom(nanoseconds)));
}

int createTimeCollation(sqlite3* connection)
{
    return sqlite3_create_collation_v2(connection, "faultline_time", SQLITE_UTF8, nullptr, compareTimes, nullptr);
}

std::string_view valueText(sqlite3_value* value)
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    if (text == nullptr)
        return {};
    return {text, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

}    // namespace faultline
