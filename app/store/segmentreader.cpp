#include "app/store/segmentreader.h"

#include "app/store/templatestore.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace faultline {

namespace {

constexpr std::string_view sqlSegments =
    "SELECT g.id, g.source_id, g.kind, g.rows, g.first_ns, g.last_ns, g.max_duration_ns, s.anchor "
    "FROM segment g "
    "JOIN source s ON s.id = g.source_id WHERE s.status = 'done' AND g.kind = ?1 ORDER BY g.source_id, g.id";
constexpr std::string_view sqlColumn = "SELECT encoding, data FROM segment_column WHERE segment_id = ?1 AND field = ?2";
constexpr std::string_view sqlDictionary = "SELECT first_code, count, data FROM text_block WHERE field = ?1 ORDER BY first_code";
constexpr std::string_view sqlDataVersion = "PRAGMA data_version";
constexpr std::int64_t mostCodesOfABlock = 1 << 20;

Error damaged(std::string why)
{
    return {ErrorKind::CaseDamaged, "The case cannot be read", std::move(why), "Run 'faultline-cli check' on the case"};
}

std::int64_t keyOf(const Segment& segment, Field field)
{
    return segment.id * 256 + static_cast<std::int64_t>(field);
}

}    // namespace

void Dictionary::append(std::string_view value)
{
    m_arena += value;
    m_ends.push_back(m_arena.size());
}

struct SegmentReader::State {
    State(Database& caseDatabase, std::size_t limit) : database(caseDatabase), cacheBytes(limit) {}

    Database& database;
    const std::size_t cacheBytes;

    std::mutex databaseMutex;    // one connection, one statement at a time
    std::optional<Statement> columnStatement;

    std::mutex cacheMutex;
    struct Entry {
        std::shared_ptr<const ColumnData> column;    // null: the segment has no such column
        std::uint64_t used = 0;
        std::size_t memory = 0;
    };
    std::unordered_map<std::int64_t, Entry> cache;
    std::size_t cached = 0;
    std::uint64_t clock = 0;
    std::array<std::shared_ptr<const Dictionary>, fieldCount> dictionaries;
    std::int64_t dataVersion = -1;

    Result<std::shared_ptr<const ColumnData>> load(const Segment& segment, Field field);
    void remember(std::int64_t key, const std::shared_ptr<const ColumnData>& column);
    Result<void> noticeChanges();
};

SegmentReader::SegmentReader(Database& database, std::size_t cacheBytes)
    : m_state(std::make_unique<State>(database, cacheBytes))
{
}

SegmentReader::~SegmentReader() = default;

Result<void> SegmentReader::State::noticeChanges()
{
    auto statement = database.prepare(sqlDataVersion);
    if (!statement)
        return statement.error();
    const auto row = statement->step();
    if (!row)
        return row.error();
    const std::int64_t version = statement->integer(0);
    if (version == dataVersion)
        return {};
    const std::lock_guard lock(cacheMutex);
    dataVersion = version;
    cache.clear();
    cached = 0;
    dictionaries.fill(nullptr);
    return {};
}

Result<std::vector<Segment>> SegmentReader::segments(RecordKind kind)
{
    const std::lock_guard lock(m_state->databaseMutex);
    if (auto done = m_state->noticeChanges(); !done)
        return done.error();
    auto statement = m_state->database.prepare(sqlSegments);
    if (!statement)
        return statement.error();
    statement->bind(1, static_cast<std::int64_t>(kind));
    std::vector<Segment> segments;
    while (true) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            return segments;
        const std::int64_t rows = statement->integer(3);
        if (rows < 1 || rows > maxSegmentRows)
            return damaged("Segment " + std::to_string(statement->integer(0)) + " claims " + std::to_string(rows) + " rows");
        Segment segment;
        segment.id = statement->integer(0);
        segment.sourceId = statement->integer(1);
        segment.kind = kind;
        segment.rows = static_cast<std::uint32_t>(rows);
        segment.first = timestampFrom(statement->integer(4));
        segment.last = timestampFrom(statement->integer(5));
        segment.maxDuration = Nanoseconds(std::max<std::int64_t>(0, statement->integer(6)));
        if (!fromName(statement->text(7), segment.anchor))
            return damaged("Source " + std::to_string(segment.sourceId) + " has an unknown anchor");
        segments.push_back(segment);
    }
}

Result<std::shared_ptr<const ColumnData>> SegmentReader::State::load(const Segment& segment, Field field)
{
    ColumnEncoding encoding{};
    std::vector<std::byte> copy;
    {
        const std::lock_guard lock(databaseMutex);
        if (!columnStatement) {
            auto statement = database.prepare(sqlColumn);
            if (!statement)
                return statement.error();
            columnStatement = std::move(*statement);
        }
        columnStatement->bind(1, segment.id).bind(2, static_cast<std::int64_t>(field));
        const auto row = columnStatement->step();
        if (!row || !*row) {
            columnStatement->reset();
            if (!row)
                return row.error();
            return std::shared_ptr<const ColumnData>();
        }
        const std::int64_t number = columnStatement->integer(0);
        if (number < 0 || number > static_cast<std::int64_t>(ColumnEncoding::Text)) {
            columnStatement->reset();
            return damaged("A column has the unknown encoding " + std::to_string(number));
        }
        encoding = static_cast<ColumnEncoding>(number);
        const Bytes blob = columnStatement->blob(1);
        copy.assign(blob.begin(), blob.end());
        columnStatement->reset();
    }
    auto decoded = decodeColumn(encoding, copy, segment.rows);
    if (!decoded)
        return decoded.error();
    return std::make_shared<const ColumnData>(std::move(*decoded));
}

void SegmentReader::State::remember(std::int64_t key, const std::shared_ptr<const ColumnData>& column)
{
    const std::lock_guard lock(cacheMutex);
    const std::size_t memory = column ? column->memory() : 64;
    Entry& entry = cache[key];
    cached += memory - entry.memory;
    entry = {column, ++clock, memory};
    if (cached <= cacheBytes)
        return;
    // Down to three quarters in one go, oldest use first, so that this stays rare.
    std::vector<std::pair<std::uint64_t, std::int64_t>> ages;
    ages.reserve(cache.size());
    for (const auto& [other, value] : cache)
        ages.emplace_back(value.used, other);
    std::sort(ages.begin(), ages.end());
    for (const auto& [age, other] : ages) {
        if (cached <= cacheBytes / 4 * 3)
            break;
        const auto found = cache.find(other);
        cached -= found->second.memory;
        cache.erase(found);
    }
}

Result<std::shared_ptr<const ColumnData>> SegmentReader::column(const Segment& segment, Field field)
{
    const std::int64_t key = keyOf(segment, field);
    {
        const std::lock_guard lock(m_state->cacheMutex);
        const auto found = m_state->cache.find(key);
        if (found != m_state->cache.end()) {
            found->second.used = ++m_state->clock;
            return found->second.column;
        }
    }
    auto column = m_state->load(segment, field);
    if (column)
        m_state->remember(key, *column);
    return column;
}

Result<std::shared_ptr<const Dictionary>> SegmentReader::dictionary(Field field)
{
    const std::lock_guard lock(m_state->databaseMutex);
    {
        const std::lock_guard cacheLock(m_state->cacheMutex);
        if (const auto& known = m_state->dictionaries[static_cast<std::size_t>(field)])
            return known;
    }
    auto statement = m_state->database.prepare(sqlDictionary);
    if (!statement)
        return statement.error();
    statement->bind(1, static_cast<std::int64_t>(field));
    auto dictionary = std::make_shared<Dictionary>();
    while (true) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        const std::int64_t count = statement->integer(1);
        if (statement->integer(0) != dictionary->size() || count < 1 || count > mostCodesOfABlock)
            return damaged("The dictionary of " + std::string(infoOf(field).name) + " has a hole");
        auto values = decodeColumn(ColumnEncoding::Text, statement->blob(2), static_cast<std::uint32_t>(count));
        if (!values)
            return values.error();
        for (std::uint32_t code = 0; code < values->rows; ++code)
            dictionary->append(values->textAt(code));
    }
    const std::lock_guard cacheLock(m_state->cacheMutex);
    m_state->dictionaries[static_cast<std::size_t>(field)] = dictionary;
    return std::shared_ptr<const Dictionary>(dictionary);
}

Result<KeptTemplates> SegmentReader::keptTemplates()
{
    const std::lock_guard lock(m_state->databaseMutex);
    return faultline::keptTemplates(m_state->database);
}

void SegmentReader::dropCache()
{
    const std::lock_guard lock(m_state->cacheMutex);
    m_state->cache.clear();
    m_state->cached = 0;
    m_state->dictionaries.fill(nullptr);
}

}    // namespace faultline
