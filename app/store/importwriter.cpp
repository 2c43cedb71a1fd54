#include "app/store/importwriter.h"

#include "app/base/text.h"
#include "app/base/zonegap.h"
#include "app/store/importtransaction.h"
#include "app/store/segmentbuilder.h"
#include "app/store/serieswriter.h"
#include "app/store/timechecks.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace faultline {

namespace {

constexpr std::string_view sqlInsertSource =
    "INSERT INTO source(name, path, sha256, bytes, text_bytes, format, options, detection, wrapper, zone, zone_basis, anchor, "
    "anchor_basis, clock_offset_ns, status, imported_at_ns, importer_version) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 'importing', ?15, ?16)";
constexpr std::string_view sqlFinishSource =
    "UPDATE source SET name = ?2, path = ?3, sha256 = ?4, bytes = ?5, text_bytes = ?6, format = ?7, options = ?8, detection = ?9, "
    "wrapper = ?10, zone = ?11, zone_basis = ?12, anchor = ?13, anchor_basis = ?14, lines = ?15, record_lines = ?16, records = ?17, "
    "skipped = ?18, rejected = ?19, first_ns = ?20, last_ns = ?21, importer_version = ?22, status = 'done' WHERE id = ?1";
constexpr std::string_view sqlInsertSegment = "INSERT INTO segment(source_id, kind, rows, first_ns, last_ns, max_duration_ns) "
                                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr std::string_view sqlInsertColumn = "INSERT INTO segment_column(segment_id, field, encoding, data) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view sqlInsertRaw = "INSERT INTO raw_block(source_id, first_line, lines, data) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view sqlInsertIssue = "INSERT INTO issue(source_id, kind, line, lines, byte_offset, code, reason, excerpt) "
                                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
constexpr std::string_view sqlInsertEvent =
    "INSERT INTO event(source_id, kind, start_ns, end_ns, open_end, precision, start_basis, end_basis, time_text, title, body, "
    "actor, service, environment, link, section, fields, line, start_local_ns, end_local_ns) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
constexpr std::string_view sqlInsertTextBlock = "INSERT INTO text_block(field, first_code, count, data) VALUES (?1, ?2, ?3, ?4)";
// In portions first: an edit need not wait until gigabytes are gone. The rest of the source's rows go with it.
constexpr std::array<std::string_view, 2> sqlDeletePortions = {
    "DELETE FROM segment WHERE id IN (SELECT id FROM segment WHERE source_id = ?1 LIMIT 16)",
    "DELETE FROM raw_block WHERE id IN (SELECT id FROM raw_block WHERE source_id = ?1 LIMIT 16)"};
constexpr std::string_view sqlDeleteSource = "DELETE FROM source WHERE id = ?1";

constexpr std::size_t dictionaryBudget = std::size_t{160} << 20;
constexpr std::uint32_t valuesOfATextBlock = 32'768;
constexpr int issuesKeptOfACode = 100;
constexpr std::uint64_t rejectionRowsKept = 1'000'000;

void bindGapLocal(Statement& row, int index, const RecordTime& time, const TimeZone& zone)
{
    if (time.inGap && time.basis == TimeBasis::SourceZone)
        row.bind(index, wallClockInGap(zone, time.utc).time_since_epoch().count());
    else
        row.bindNull(index);
}

}    // namespace

struct ImportWriter::State {
    explicit State(Database& caseDatabase) : database(caseDatabase), transaction(caseDatabase), series(caseDatabase)
    {
        series.setPause([this] {
            auto done = commitWhenDue();
            return done ? write() : done;
        });
    }

    Database& database;
    Source source;
    TimeZone zone = TimeZone::utc();    // of the source
    bool finished = false;

    std::map<std::string_view, Statement> statements;
    ImportTransaction transaction;

    std::array<SegmentBuilder, recordKindCount> builders;
    std::array<TimeChecks, recordKindCount> checks;
    std::array<std::uint64_t, recordKindCount> recordsOfKind{};
    CaseDictionaries own;
    CaseDictionaries* dictionaries = &own;
    SeriesWriter series;
    std::uint64_t events = 0;
    std::array<std::uint64_t, 5> recordsByBasis{};

    std::optional<Issue> pendingRejection;
    std::string firstRejection;
    std::uint64_t rejectionRows = 0;
    std::optional<Issue> hiddenRejections;    // what lies behind the last row kept, in one
    std::map<std::string, int> issuesByCode;
    std::map<std::string, Issue> hiddenIssues;    // one more than kept, with `lines` counting them

    Result<Statement*> statement(std::string_view sql);
    Result<void> write() { return transaction.begin(); }
    Result<void> commitWhenDue() { return transaction.commitWhenDue(); }
    Result<void> commit() { return transaction.commit(); }
    Result<void> deleteRows();
    Result<CaseDictionary*> dictionary(Field field);
    bool hasDictionaryBudget() const;
    Result<void> appendTable(RecordKind kind, const RecordTable& table, std::uint64_t lineBase);
    Result<void> writeSegment(RecordKind kind);
    Result<void> writeEvent(const Event& event, std::uint64_t lineBase);
    Result<void> takeIssue(Issue issue);
    Result<void> flushRejection();
    Result<void> writeIssue(const Issue& issue);
    struct TextBlock {
        std::size_t field;
        std::uint32_t firstCode;
        std::uint32_t count;
        EncodedColumn values;
    };
    std::vector<TextBlock> newTextBlocks() const;
    Result<void> writeDictionaries(const std::vector<TextBlock>& blocks);
    Result<void> writeSource();
    Result<void> writeLast();
    void widen(std::int64_t ns);
};

ImportWriter::ImportWriter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ImportWriter::ImportWriter(ImportWriter&&) noexcept = default;

ImportWriter::~ImportWriter()
{
    if (m_state && !m_state->finished)
        (void)discard();
}

Result<Statement*> ImportWriter::State::statement(std::string_view sql)
{
    const auto known = statements.find(sql);
    if (known != statements.end())
        return &known->second;
    auto prepared = database.prepare(sql);
    if (!prepared)
        return prepared.error();
    return &statements.emplace(sql, std::move(*prepared)).first->second;
}

void ImportWriter::State::widen(std::int64_t ns)
{
    const Timestamp time = timestampFrom(ns);
    source.first = source.first ? std::min(*source.first, time) : time;
    source.last = source.last ? std::max(*source.last, time) : time;
}

Result<ImportWriter> ImportWriter::begin(Database& database, Source source, CaseDictionaries* shared)
{
    ImportWriter writer(std::make_unique<State>(database));    // rolls back when a step fails
    State* const state = writer.m_state.get();
    if (shared != nullptr) {
        state->dictionaries = shared;
        if (shared->memory() >= dictionaryBudget)    // fields of the sources before leave no room for those of this one
            *shared = {};
    }
    // Losing the last half second of an import to a power cut only means that it is removed on reopening.
    if (auto done = database.execute("PRAGMA synchronous = NORMAL"); !done)
        return done.error();
    if (auto done = state->write(); !done)
        return done.error();
    auto insert = state->statement(sqlInsertSource);
    if (!insert)
        return insert.error();
    auto& row = **insert;
    row.bind(1, source.name).bind(2, source.path).bind(3, source.sha256).bind(4, static_cast<std::int64_t>(source.bytes));
    row.bind(5, static_cast<std::int64_t>(source.textBytes)).bind(6, source.format);
    row.bind(7, source.options).bind(8, source.detection).bind(9, source.wrapper).bind(10, source.zone);
    row.bind(11, nameOf(source.zoneBasis)).bind(12, nameOf(source.anchor)).bind(13, nameOf(source.anchorBasis));
    row.bind(14, source.clockOffset.count()).bind(15, nanosecondsOf(source.importedAt));
    row.bind(16, static_cast<std::int64_t>(source.importerVersion));
    if (auto done = row.run(); !done)
        return done.error();
    source.id = database.lastInsertId();
    if (auto zone = TimeZone::named(source.zone))
        state->zone = *zone;
    state->source = std::move(source);
    state->series.setSource(state->source.id);
    return writer;
}

const Source& ImportWriter::source() const
{
    return m_state->source;
}

std::uint64_t ImportWriter::recordsWithBasis(TimeBasis basis) const
{
    return m_state->recordsByBasis[static_cast<std::size_t>(basis)];
}

std::vector<std::string> ImportWriter::kinds() const
{
    std::vector<std::string> kinds;
    for (int kind = 0; kind < recordKindCount; ++kind) {
        if (m_state->recordsOfKind[static_cast<std::size_t>(kind)] != 0)
            kinds.emplace_back(nameOf(static_cast<RecordKind>(kind)));
    }
    if (m_state->series.seriesCount() != 0)
        kinds.emplace_back("series");
    if (m_state->events != 0)
        kinds.emplace_back("event");
    return kinds;
}

bool ImportWriter::State::hasDictionaryBudget() const
{
    return dictionaries->memory() < dictionaryBudget;
}

Result<CaseDictionary*> ImportWriter::State::dictionary(Field field)
{
    auto& dictionary = dictionaries->fields[static_cast<std::size_t>(field)];
    if (dictionary)
        return dictionary.get();
    auto loaded = loadDictionary(database, field);
    if (!loaded)
        return loaded.error();
    dictionary = std::move(*loaded);
    return dictionary.get();
}

Result<void> ImportWriter::State::appendTable(RecordKind kind, const RecordTable& table, std::uint64_t lineBase)
{
    std::array<CodeMap, fieldCount> maps;
    for (int index = 0; index < fieldCount; ++index) {
        const auto field = static_cast<Field>(index);
        const auto* coded = table.coded(field);
        if (coded == nullptr)
            continue;
        auto known = dictionary(field);
        if (!known)
            return known.error();
        maps[static_cast<std::size_t>(index)] = enterValues(**known, *coded, table.rows(), hasDictionaryBudget());
    }
    if (const auto* times = table.numbers(Field::Time)) {
        auto& check = checks[static_cast<std::size_t>(kind)];
        const auto* lines = table.numbers(Field::Line);
        for (std::size_t row = 0; row < times->size(); ++row)
            check.observe((*times)[row], lineBase + static_cast<std::uint64_t>(lines != nullptr ? (*lines)[row] : 0));
    }
    SegmentBuilder& builder = builders[static_cast<std::size_t>(kind)];
    recordsOfKind[static_cast<std::size_t>(kind)] += table.rows();
    for (std::uint32_t first = 0; first < table.rows();) {
        const std::uint32_t count = std::min(table.rows() - first, maxSegmentRows - builder.rows());
        builder.add(table, maps, first, count, lineBase);
        first += count;
        if (!builder.isFull())
            continue;
        if (auto done = writeSegment(kind); !done)
            return done;
    }
    return {};
}

Result<void> ImportWriter::State::writeSegment(RecordKind kind)
{
    SegmentBuilder& builder = builders[static_cast<std::size_t>(kind)];
    const std::uint32_t rows = builder.rows();
    if (rows == 0)
        return {};
    const std::array bounds{builder.firstNs(), builder.lastNs(), builder.maxDurationNs()};
    widen(bounds[0]);
    widen(bounds[1]);
    const auto columns = builder.take(*dictionaries);    // the slow part, before the turn
    if (auto done = write(); !done)
        return done;
    auto segment = statement(sqlInsertSegment);
    auto column = statement(sqlInsertColumn);
    if (!segment || !column)
        return (!segment ? segment : column).error();
    (*segment)->bind(1, source.id).bind(2, static_cast<std::int64_t>(kind)).bind(3, static_cast<std::int64_t>(rows));
    (*segment)->bind(4, bounds[0]).bind(5, bounds[1]).bind(6, bounds[2]);
    if (auto done = (*segment)->run(); !done)
        return done;
    const std::int64_t id = database.lastInsertId();
    for (const auto& [field, encoded] : columns) {
        (*column)->bind(1, id).bind(2, static_cast<std::int64_t>(field)).bind(3, static_cast<std::int64_t>(encoded.encoding));
        (*column)->bindBlob(4, encoded.data);
        if (auto done = (*column)->run(); !done)
            return done;
    }
    return transaction.commitBetweenBatches();
}

Result<void> ImportWriter::State::writeEvent(const Event& event, std::uint64_t lineBase)
{
    if (auto done = write(); !done)
        return done;
    auto insert = statement(sqlInsertEvent);
    if (!insert)
        return insert.error();
    nlohmann::ordered_json fields = nlohmann::ordered_json::object();
    for (const auto& [key, value] : event.fields)
        fields[key] = value;
    auto& row = **insert;
    row.bind(1, source.id).bind(2, event.kind).bind(3, nanosecondsOf(event.start.utc));
    if (event.end)
        row.bind(4, nanosecondsOf(event.end->utc));
    else
        row.bindNull(4);
    row.bind(5, std::int64_t{event.openEnd ? 1 : 0}).bind(6, nameOf(event.precision)).bind(7, nameOf(event.start.basis));
    row.bind(8, nameOf(event.end ? event.end->basis : event.start.basis)).bind(9, event.timeText).bind(10, event.title);
    row.bind(11, event.body).bind(12, event.actor).bind(13, event.service).bind(14, event.environment).bind(15, event.link);
    row.bind(16, event.section).bind(17, fields.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    row.bind(18, static_cast<std::int64_t>(event.line + lineBase));
    bindGapLocal(row, 19, event.start, zone);
    bindGapLocal(row, 20, event.end.value_or(RecordTime{}), zone);
    ++events;
    widen(nanosecondsOf(event.start.utc));
    if (event.end)
        widen(nanosecondsOf(event.end->utc));
    return row.run();
}

Result<void> ImportWriter::State::writeIssue(const Issue& issue)
{
    if (auto done = write(); !done)
        return done;
    auto insert = statement(sqlInsertIssue);
    if (!insert)
        return insert.error();
    auto& row = **insert;
    row.bind(1, source.id).bind(2, std::string_view(issue.isRejection ? "rejected" : "contradiction"));
    if (issue.line != 0)
        row.bind(3, static_cast<std::int64_t>(issue.line));
    else
        row.bindNull(3);
    row.bind(4, static_cast<std::int64_t>(issue.lines));
    if (issue.isRejection && (issue.byteOffset != 0 || issue.line <= 1))
        row.bind(5, static_cast<std::int64_t>(issue.byteOffset));
    else
        row.bindNull(5);
    row.bind(6, issue.code).bind(7, sanitizedUtf8(issue.reason)).bind(8, sanitizedUtf8(issue.excerpt));
    return row.run();
}

Result<void> ImportWriter::State::flushRejection()
{
    if (!pendingRejection)
        return {};
    const Issue issue = *std::exchange(pendingRejection, std::nullopt);
    if (++rejectionRows <= rejectionRowsKept)
        return writeIssue(issue);
    if (!hiddenRejections) {
        hiddenRejections = issue;
        hiddenRejections->code = "not-listed";
        hiddenRejections->reason = "From here on rejected lines are counted and no longer listed one by one";
    } else {
        hiddenRejections->lines += issue.lines;
    }
    return {};
}

Result<void> ImportWriter::State::takeIssue(Issue issue)
{
    if (issue.isRejection) {
        if (firstRejection.empty())
            firstRejection = issue.reason;
        Issue* before = pendingRejection ? &*pendingRejection : nullptr;
        if (before != nullptr && before->code == issue.code && before->line + before->lines == issue.line) {
            before->lines += issue.lines;
            return {};
        }
        auto done = flushRejection();
        pendingRejection = std::move(issue);
        return done;
    }
    if (++issuesByCode[issue.code] <= issuesKeptOfACode)
        return writeIssue(issue);
    Issue& hidden = hiddenIssues[issue.code];
    hidden.code = issue.code;
    hidden.lines += issue.lines;
    return {};
}

Result<void> ImportWriter::append(RecordBatch& batch, std::uint64_t lineBase)
{
    State& state = *m_state;
    for (RecordTable& table : batch.tables)
        table.finish();
    for (int kind = 0; kind < recordKindCount; ++kind) {
        if (auto done = state.appendTable(static_cast<RecordKind>(kind), batch.table(static_cast<RecordKind>(kind)), lineBase); !done)
            return done;
    }
    for (const BatchSeries& series : batch.series) {
        if (auto done = state.write(); !done)
            return done;
        if (auto done = state.series.append(series); !done)
            return done;
    }
    for (const Event& event : batch.events) {
        if (auto done = state.writeEvent(event, lineBase); !done)
            return done;
        if (auto done = state.commitWhenDue(); !done)
            return done;
    }
    for (Issue& issue : batch.issues) {
        issue.line += issue.line != 0 ? lineBase : 0;
        if (auto done = state.takeIssue(std::move(issue)); !done)
            return done;
    }
    for (const RawBlock& block : batch.rawBlocks) {
        if (auto done = addRawBlock(block, lineBase); !done)
            return done;
    }
    state.source.textBytes += batch.textBytes;
    state.source.lines += batch.lines;
    state.source.recordLines += batch.recordLines;
    state.source.records += batch.records;
    state.source.skipped += batch.skipped;
    state.source.rejected += batch.rejected;
    for (std::size_t basis = 0; basis < batch.recordsByBasis.size(); ++basis)
        state.recordsByBasis[basis] += batch.recordsByBasis[basis];
    return state.transaction.commitBetweenBatches();
}

Result<void> ImportWriter::addRawBlock(const RawBlock& block, std::uint64_t lineBase)
{
    if (auto done = m_state->write(); !done)
        return done;
    auto insert = m_state->statement(sqlInsertRaw);
    if (!insert)
        return insert.error();
    (*insert)->bind(1, m_state->source.id).bind(2, static_cast<std::int64_t>(block.firstLine + lineBase));
    (*insert)->bind(3, static_cast<std::int64_t>(block.lines)).bindBlob(4, block.data);
    if (auto done = (*insert)->run(); !done)
        return done;
    return m_state->commitWhenDue();
}

Result<void> ImportWriter::addIssue(const Issue& issue)
{
    return m_state->takeIssue(issue);
}

const std::string& ImportWriter::firstRejection() const
{
    return m_state->firstRejection;
}

std::vector<ImportWriter::State::TextBlock> ImportWriter::State::newTextBlocks() const
{
    std::vector<TextBlock> blocks;
    for (std::size_t field = 0; field < dictionaries->fields.size(); ++field) {
        const auto& dictionary = dictionaries->fields[field];
        if (!dictionary)
            continue;
        for (std::uint32_t code = dictionary->stored; code < dictionary->values.size();) {
            const std::uint32_t count = std::min(valuesOfATextBlock, dictionary->values.size() - code);
            std::vector<std::string_view> values;
            values.reserve(count);
            for (std::uint32_t index = 0; index < count; ++index)
                values.push_back(dictionary->values.at(code + index));
            blocks.push_back({field, code, count, encodeText(values)});
            code += count;
        }
    }
    return blocks;
}

Result<void> ImportWriter::State::writeDictionaries(const std::vector<TextBlock>& blocks)
{
    auto insert = statement(sqlInsertTextBlock);
    if (!insert)
        return insert.error();
    for (const TextBlock& block : blocks) {
        (*insert)->bind(1, static_cast<std::int64_t>(block.field)).bind(2, static_cast<std::int64_t>(block.firstCode));
        (*insert)->bind(3, static_cast<std::int64_t>(block.count)).bindBlob(4, block.values.data);
        if (auto done = (*insert)->run(); !done)
            return done;
    }
    return {};
}

Result<void> ImportWriter::State::writeSource()
{
    auto update = statement(sqlFinishSource);
    if (!update)
        return update.error();
    auto& row = **update;
    row.bind(1, source.id).bind(2, source.name).bind(3, source.path).bind(4, source.sha256);
    row.bind(5, static_cast<std::int64_t>(source.bytes)).bind(6, static_cast<std::int64_t>(source.textBytes));
    row.bind(7, source.format).bind(8, source.options).bind(9, source.detection).bind(10, source.wrapper).bind(11, source.zone);
    row.bind(12, nameOf(source.zoneBasis)).bind(13, nameOf(source.anchor)).bind(14, nameOf(source.anchorBasis));
    row.bind(15, static_cast<std::int64_t>(source.lines)).bind(16, static_cast<std::int64_t>(source.recordLines));
    row.bind(17, static_cast<std::int64_t>(source.records)).bind(18, static_cast<std::int64_t>(source.skipped));
    row.bind(19, static_cast<std::int64_t>(source.rejected));
    if (source.first) {
        row.bind(20, nanosecondsOf(*source.first)).bind(21, nanosecondsOf(*source.last));
    } else {
        row.bindNull(20).bindNull(21);
    }
    row.bind(22, static_cast<std::int64_t>(source.importerVersion));
    return row.run();
}

/// Dictionaries and the finished source row become visible together, and stay through a power cut.
Result<void> ImportWriter::State::writeLast()
{
    if (auto done = commit(); !done)
        return done;
    if (auto done = database.execute("PRAGMA synchronous = FULL"); !done)
        return done;
    const auto textBlocks = newTextBlocks();    // compressed before the turn
    if (auto done = write(); !done)
        return done;
    if (auto done = writeDictionaries(textBlocks); !done)
        return done;
    if (auto done = writeSource(); !done)
        return done;
    return commit();
}

Result<Source> ImportWriter::finish(const Source& source)
{
    State& state = *m_state;
    for (int kind = 0; kind < recordKindCount; ++kind) {
        if (auto done = state.writeSegment(static_cast<RecordKind>(kind)); !done)
            return done.error();
        for (const Issue& issue : state.checks[static_cast<std::size_t>(kind)].issues()) {
            if (auto done = state.takeIssue(issue); !done)
                return done.error();
        }
    }
    if (auto done = state.write(); !done)
        return done.error();
    if (auto done = state.series.finish(); !done)
        return done.error();
    if (const auto range = state.series.range()) {
        state.widen(range->first);
        state.widen(range->second);
    }
    if (auto done = state.flushRejection(); !done)
        return done.error();
    if (auto done = state.hiddenRejections ? state.writeIssue(*state.hiddenRejections) : Result<void>(); !done)
        return done.error();
    for (auto& [code, hidden] : state.hiddenIssues) {
        hidden.reason = std::to_string(state.issuesByCode[code] - issuesKeptOfACode) + " more of these are not listed";
        if (auto done = state.writeIssue(hidden); !done)
            return done.error();
    }
    const Source seen = state.source;
    state.source = source;
    state.source.id = seen.id;
    state.source.first = seen.first;
    state.source.last = seen.last;
    if (auto done = state.writeLast(); !done)
        return done.error();
    state.finished = true;
    state.statements.clear();
    state.dictionaries->noteStored();
    return state.source;
}

Result<void> ImportWriter::State::deleteRows()
{
    const auto run = [this](std::string_view sql) -> Result<std::int64_t> {
        auto remove = database.prepare(sql);
        if (!remove)
            return remove.error();
        auto removal = Transaction::begin(database);
        if (!removal)
            return removal.error();
        if (auto done = remove->bind(1, source.id).run(); !done)
            return done.error();
        const std::int64_t rows = database.changes();
        auto done = removal->commit();
        return done ? Result<std::int64_t>(rows) : done.error();
    };
    for (const std::string_view portion : sqlDeletePortions) {
        auto rows = run(portion);
        while (rows && *rows != 0)
            rows = run(portion);
        if (!rows)
            return rows.error();
    }
    const auto rows = run(sqlDeleteSource);
    return rows ? Result<void>() : rows.error();
}

Result<void> ImportWriter::discard()
{
    State& state = *m_state;
    state.finished = true;
    state.statements.clear();
    state.series.clear();
    state.transaction.rollBack();
    state.dictionaries->dropUnstored();
    // What was never shown need not be wiped page by page; that keeps cancelling quick.
    (void)state.database.execute("PRAGMA secure_delete = OFF");
    Result<void> done = state.deleteRows();
    (void)state.database.execute("PRAGMA secure_delete = ON; PRAGMA synchronous = FULL");
    return done;
}

}    // namespace faultline
