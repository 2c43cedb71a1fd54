#include "app/store/caseeditor.h"

#include "app/base/text.h"
#include "app/store/casereader.h"
#include "app/store/editstatements.h"
#include "app/store/storedjson.h"
#include "app/store/timerewrite.h"

#include <algorithm>
#include <chrono>

namespace faultline {

namespace {

constexpr std::string_view sqlNextPosition = "SELECT coalesce(max(position) + 1, 0) FROM timeline_entry WHERE start_ns = ?1";
constexpr std::string_view sqlAddEntry =
    "INSERT INTO timeline_entry (id, start_ns, end_ns, precision, time_text, type, title, body, owner, tags, section, position,"
    " event_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
constexpr std::string_view sqlSetEntry =
    "UPDATE timeline_entry SET start_ns = ?2, end_ns = ?3, precision = ?4, time_text = ?5, type = ?6, title = ?7, body = ?8,"
    " owner = ?9, tags = ?10, section = ?11, position = ?12, event_id = ?13 WHERE id = ?1";
constexpr std::string_view sqlAddEvidence =
    "INSERT INTO evidence (id, entry_id, kind, reference, caption) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr std::string_view sqlRemoveEvidence = "DELETE FROM evidence WHERE id = ?1";
constexpr std::string_view sqlRemoveEvidenceOf = "DELETE FROM evidence WHERE entry_id = ?1";
constexpr std::string_view sqlRemoveEntry = "DELETE FROM timeline_entry WHERE id = ?1";
constexpr std::string_view sqlSetSource =
    "UPDATE source SET name = ?2, zone = ?3, zone_basis = ?4, anchor = ?5, anchor_basis = ?6, clock_offset_ns = ?7 WHERE id = ?1";
constexpr std::string_view sqlAddWindow = "INSERT INTO saved_window (id, name, begin_ns, end_ns, filter) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr std::string_view sqlRenameWindow = "UPDATE saved_window SET name = ?2 WHERE id = ?1";
constexpr std::string_view sqlRemoveWindow = "DELETE FROM saved_window WHERE id = ?1";
constexpr std::string_view sqlRemoveInfo = "DELETE FROM case_info WHERE key = ?1";
constexpr std::string_view sqlSetInfo =
    "INSERT INTO case_info (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

// Explicit, although the foreign keys cascade: a case may come without them.
constexpr std::string_view sqlRemoveSource[] = {
    "DELETE FROM segment_column WHERE segment_id IN (SELECT id FROM segment WHERE source_id = ?1)",
    "DELETE FROM segment WHERE source_id = ?1",
    "DELETE FROM raw_block WHERE source_id = ?1",
    "DELETE FROM series_block WHERE series_id IN (SELECT id FROM series WHERE source_id = ?1)",
    "DELETE FROM series WHERE source_id = ?1",
    "UPDATE timeline_entry SET event_id = NULL WHERE event_id IN (SELECT id FROM event WHERE source_id = ?1)",
    "DELETE FROM event WHERE source_id = ?1",
    "DELETE FROM issue WHERE source_id = ?1",
    "DELETE FROM source WHERE id = ?1",
};

std::string jsonOf(const TimelineEntry& entry)
{
    StringPairs pairs = {{"id", std::to_string(entry.id)}, {"start", formatUtc(entry.start)}};
    if (entry.end)
        pairs.emplace_back("end", formatUtc(*entry.end));
    pairs.emplace_back("precision", nameOf(entry.precision));
    pairs.emplace_back("time_text", entry.timeText);
    pairs.emplace_back("type", entry.type);
    pairs.emplace_back("title", entry.title);
    pairs.emplace_back("body", entry.body);
    pairs.emplace_back("owner", entry.owner);
    pairs.emplace_back("tags", jsonFromStrings(entry.tags));
    pairs.emplace_back("section", entry.section);
    pairs.emplace_back("position", std::to_string(entry.position));
    if (entry.eventId)
        pairs.emplace_back("event_id", std::to_string(*entry.eventId));
    return jsonFromPairs(pairs);
}

std::string jsonOf(const Source& source)
{
    return jsonFromPairs({{"id", std::to_string(source.id)},
                          {"name", source.name},
                          {"path", source.path},
                          {"sha256", source.sha256},
                          {"zone", source.zone},
                          {"zone_basis", std::string(nameOf(source.zoneBasis))},
                          {"anchor", std::string(nameOf(source.anchor))},
                          {"anchor_basis", std::string(nameOf(source.anchorBasis))},
                          {"clock_offset_ns", std::to_string(source.clockOffset.count())}});
}

std::string jsonOf(const SavedWindow& window)
{
    return jsonFromPairs({{"id", std::to_string(window.id)},
                          {"name", window.name},
                          {"begin", formatUtc(window.range.begin)},
                          {"end", formatUtc(window.range.end)},
                          {"filter", window.filter}});
}

Result<void> checkedName(std::string_view name)
{
    if (trimmed(name).empty() || !isValidUtf8(name))
        return Error{ErrorKind::Usage, "Cannot keep the window", "Its name is empty or not UTF-8", "Give it a name"};
    return {};
}

Result<void> checked(const TimelineEntry& entry)
{
    const Error refused{ErrorKind::Usage, "Cannot store the timeline entry", "", ""};
    const auto because = [&](std::string why) {
        Error error = refused;
        error.why = std::move(why);
        return error;
    };
    if (trimmed(entry.title).empty())
        return because("It has no title");
    if (entry.end && *entry.end < entry.start)
        return because("It ends before it starts");
    if (entry.start == Timestamp::min() || entry.start == Timestamp::max())
        return because("Its time is out of range");
    for (const std::string* text : {&entry.timeText, &entry.type, &entry.title, &entry.body, &entry.owner, &entry.section})
        if (!isValidUtf8(*text))
            return because("A text of it is not UTF-8");
    if (!std::all_of(entry.tags.begin(), entry.tags.end(), [](const std::string& tag) { return isValidUtf8(tag); }))
        return because("A tag of it is not UTF-8");
    return {};
}

void bindEntry(Statement& statement, const TimelineEntry& entry)
{
    if (entry.id != 0)
        statement.bind(1, entry.id);
    else
        statement.bindNull(1);
    statement.bind(2, nanosecondsOf(entry.start));
    if (entry.end)
        statement.bind(3, nanosecondsOf(*entry.end));
    else
        statement.bindNull(3);
    statement.bind(4, nameOf(entry.precision)).bind(5, std::string_view(entry.timeText));
    statement.bind(6, std::string_view(entry.type)).bind(7, std::string_view(entry.title));
    statement.bind(8, std::string_view(entry.body)).bind(9, std::string_view(entry.owner));
    statement.bind(10, std::string_view(jsonFromStrings(entry.tags))).bind(11, std::string_view(entry.section));
    statement.bind(12, entry.position);
    if (entry.eventId)
        statement.bind(13, *entry.eventId);
    else
        statement.bindNull(13);
}

Result<void> storeSettings(Database& database, const Source& source)
{
    Result<Statement> statement = database.prepare(sqlSetSource);
    if (!statement)
        return statement.error();
    statement->bind(1, source.id).bind(2, std::string_view(source.name)).bind(3, std::string_view(source.zone));
    statement->bind(4, nameOf(source.zoneBasis)).bind(5, nameOf(source.anchor)).bind(6, nameOf(source.anchorBasis));
    statement->bind(7, source.clockOffset.count());
    return statement->run();
}

Source changed(Source source, const SourceChange& change)
{
    if (change.zone && readsInItsZone(source)) {
        source.zone = change.zone->name();
        source.zoneBasis = change.zoneBasis;
    }
    if (change.anchor) {
        source.anchor = *change.anchor;
        source.anchorBasis = change.anchorBasis;
    }
    if (change.clockOffset)
        source.clockOffset = *change.clockOffset;
    if (change.name)
        source.name = *change.name;
    return source;
}

}    // namespace

Result<void> CaseEditor::log(std::string_view what, std::string_view before, std::string_view after)
{
    return logChange(m_database, m_who, what, before, after);
}

Result<void> CaseEditor::insertEntry(TimelineEntry& entry)
{
    if (const Result<void> good = checked(entry); !good)
        return good;
    if (entry.id == 0) {
        Result<Statement> next = m_database.prepare(sqlNextPosition);
        if (!next)
            return next.error();
        next->bind(1, nanosecondsOf(entry.start));
        if (const Result<bool> row = next->step(); !row)
            return row.error();
        entry.position = next->integer(0);
    }
    Result<Statement> statement = m_database.prepare(sqlAddEntry);
    if (!statement)
        return statement.error();
    bindEntry(*statement, entry);
    if (Result<void> done = statement->run(); !done)
        return done;
    entry.id = m_database.lastInsertId();
    return log("timeline_entry " + std::to_string(entry.id) + " added", "", jsonOf(entry));
}

Result<TimelineEntry> CaseEditor::addEntry(TimelineEntry entry)
{
    Result<std::vector<TimelineEntry>> added = addEntries({std::move(entry)});
    if (!added)
        return added.error();
    return std::move(added->front());
}

Result<std::vector<TimelineEntry>> CaseEditor::addEntries(std::vector<TimelineEntry> entries)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    for (TimelineEntry& entry : entries)
        if (const Result<void> done = insertEntry(entry); !done)
            return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return entries;
}

Result<std::vector<EntryWithEvidence>> CaseEditor::addWithEvidence(std::vector<EntryWithEvidence> entries)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    for (EntryWithEvidence& one : entries) {
        if (const Result<void> done = insertEntry(one.entry); !done)
            return done.error();
        for (Evidence& evidence : one.evidence) {
            evidence.entryId = one.entry.id;
            if (const Result<void> done = insertEvidence(evidence); !done)
                return done.error();
        }
    }
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return entries;
}

/// Within a transaction of the caller; returns the entry before.
Result<TimelineEntry> CaseEditor::replaceEntry(const TimelineEntry& entry)
{
    if (const Result<void> good = checked(entry); !good)
        return good.error();
    Result<std::optional<TimelineEntry>> before = CaseReader(m_database).entry(entry.id);
    if (!before)
        return before.error();
    if (!*before)
        return missingRow("timeline entry", entry.id, "timeline list");
    Result<Statement> statement = m_database.prepare(sqlSetEntry);
    if (!statement)
        return statement.error();
    bindEntry(*statement, entry);
    if (const Result<void> done = statement->run(); !done)
        return done.error();
    const std::string what = "timeline_entry " + std::to_string(entry.id) + " set";
    if (const Result<void> done = log(what, jsonOf(**before), jsonOf(entry)); !done)
        return done.error();
    return std::move(**before);
}

Result<std::vector<TimelineEntry>> CaseEditor::setEntries(const std::vector<TimelineEntry>& entries)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    std::vector<TimelineEntry> before;
    for (const TimelineEntry& entry : entries) {
        Result<TimelineEntry> one = replaceEntry(entry);
        if (!one)
            return one.error();
        before.push_back(std::move(*one));
    }
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return before;
}

Result<TimelineEntry> CaseEditor::setEntry(const TimelineEntry& entry)
{
    Result<std::vector<TimelineEntry>> before = setEntries({entry});
    if (!before)
        return before.error();
    return std::move(before->front());
}

/// Within a transaction of the caller. The foreign key would take the evidence along, but not tell the change log.
Result<EntryWithEvidence> CaseEditor::takeOut(std::int64_t id)
{
    CaseReader reader(m_database);
    Result<std::optional<TimelineEntry>> entry = reader.entry(id);
    if (!entry)
        return entry.error();
    if (!*entry)
        return missingRow("timeline entry", id, "timeline list");
    Result<std::vector<Evidence>> evidence = reader.evidence(id);
    if (!evidence)
        return evidence.error();
    for (const Evidence& one : *evidence)
        if (const Result<void> done = log("evidence " + std::to_string(one.id) + " removed", jsonOf(one), ""); !done)
            return done.error();
    if (const Result<void> done = runWithId(m_database, sqlRemoveEvidenceOf, id); !done)
        return done.error();
    if (const Result<void> done = runWithId(m_database, sqlRemoveEntry, id); !done)
        return done.error();
    const std::string what = "timeline_entry " + std::to_string(id) + " removed";
    if (const Result<void> done = log(what, jsonOf(**entry), ""); !done)
        return done.error();
    return EntryWithEvidence{std::move(**entry), std::move(*evidence)};
}

Result<std::vector<EntryWithEvidence>> CaseEditor::removeEntries(const std::vector<std::int64_t>& ids)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    std::vector<EntryWithEvidence> removed;
    for (const std::int64_t id : ids) {
        Result<EntryWithEvidence> one = takeOut(id);
        if (!one)
            return one.error();
        removed.push_back(std::move(*one));
    }
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return removed;
}

Result<TimelineEntry> CaseEditor::removeEntry(std::int64_t id)
{
    Result<std::vector<EntryWithEvidence>> removed = removeEntries({id});
    if (!removed)
        return removed.error();
    return std::move(removed->front().entry);
}

Result<void> CaseEditor::insertEvidence(Evidence& evidence)
{
    if (const Result<void> good = checked(evidence); !good)
        return good;
    Result<Statement> statement = m_database.prepare(sqlAddEvidence);
    if (!statement)
        return statement.error();
    if (evidence.id != 0)
        statement->bind(1, evidence.id);
    else
        statement->bindNull(1);
    statement->bind(2, evidence.entryId).bind(3, nameOf(evidence.kind));
    statement->bind(4, std::string_view(evidence.reference)).bind(5, std::string_view(evidence.caption));
    if (Result<void> done = statement->run(); !done)
        return done;
    evidence.id = m_database.lastInsertId();
    return log("evidence " + std::to_string(evidence.id) + " added", "", jsonOf(evidence));
}

Result<std::vector<Evidence>> CaseEditor::addEvidence(std::vector<Evidence> evidence)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    for (Evidence& one : evidence) {
        const Result<std::optional<TimelineEntry>> entry = CaseReader(m_database).entry(one.entryId);
        if (!entry)
            return entry.error();
        if (!*entry)
            return missingRow("timeline entry", one.entryId, "timeline list");
        if (const Result<void> done = insertEvidence(one); !done)
            return done.error();
    }
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return evidence;
}

Result<std::vector<Evidence>> CaseEditor::removeEvidence(const std::vector<std::int64_t>& ids)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    std::vector<Evidence> removed;
    for (const std::int64_t id : ids) {
        Result<std::optional<Evidence>> before = CaseReader(m_database).evidenceWithId(id);
        if (!before)
            return before.error();
        if (!*before)
            return missingRow("evidence", id, "timeline list");
        if (const Result<void> done = runWithId(m_database, sqlRemoveEvidence, id); !done)
            return done.error();
        if (const Result<void> done = log("evidence " + std::to_string(id) + " removed", jsonOf(**before), ""); !done)
            return done.error();
        removed.push_back(std::move(**before));
    }
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return removed;
}

Result<Source> CaseEditor::setSource(std::int64_t id, const SourceChange& change, const TaskControl& control)
{
    if (change.name && (trimmed(*change.name).empty() || !isValidUtf8(*change.name)))
        return Error{ErrorKind::Usage, "Cannot rename the source", "The name is empty or not UTF-8", ""};
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    Result<std::optional<Source>> before = CaseReader(m_database).source(id);
    if (!before)
        return before.error();
    if (!*before)
        return missingRow("source", id, "source list");
    const Source after = changed(**before, change);
    if (after.zone != (*before)->zone || after.clockOffset != (*before)->clockOffset) {
        const Result<TimeZone> oldZone = TimeZone::named((*before)->zone);
        if (!oldZone)
            return oldZone.error();
        const Result<TimeZone> newZone = TimeZone::named(after.zone);
        if (!newZone)
            return newZone.error();
        const TimeMapping mapping{*oldZone, *newZone, (*before)->clockOffset, after.clockOffset};
        if (const Result<void> done = rewriteSourceTimes(m_database, id, mapping, control); !done)
            return done.error();
    }
    if (const Result<void> done = storeSettings(m_database, after); !done)
        return done.error();
    const std::string what = "source " + std::to_string(id) + " set";
    if (const Result<void> done = log(what, jsonOf(**before), jsonOf(after)); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return std::move(**before);
}

Result<Source> CaseEditor::removeSource(std::int64_t id)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    Result<std::optional<Source>> before = CaseReader(m_database).source(id);
    if (!before)
        return before.error();
    if (!*before)
        return missingRow("source", id, "source list");
    for (const std::string_view sql : sqlRemoveSource)
        if (const Result<void> done = runWithId(m_database, sql, id); !done)
            return done.error();
    const std::string what = "source " + std::to_string(id) + " removed";
    if (const Result<void> done = log(what, jsonOf(**before), ""); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return std::move(**before);
}

Result<SavedWindow> CaseEditor::savedWindowBefore(std::int64_t id)
{
    Result<std::vector<SavedWindow>> windows = CaseReader(m_database).savedWindows();
    if (!windows)
        return windows.error();
    for (SavedWindow& window : *windows)
        if (window.id == id)
            return std::move(window);
    return missingRow("saved window", id, "the saved windows");
}

Result<SavedWindow> CaseEditor::addSavedWindow(SavedWindow window)
{
    if (const Result<void> good = checkedName(window.name); !good)
        return good.error();
    if (window.range.begin >= window.range.end || !window.range.isBounded() || !isValidUtf8(window.filter))
        return Error{ErrorKind::Usage, "Cannot keep the window", "It is empty", ""};
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    Result<Statement> statement = m_database.prepare(sqlAddWindow);
    if (!statement)
        return statement.error();
    if (window.id != 0)
        statement->bind(1, window.id);
    else
        statement->bindNull(1);
    statement->bind(2, std::string_view(window.name)).bind(3, nanosecondsOf(window.range.begin));
    statement->bind(4, nanosecondsOf(window.range.end)).bind(5, std::string_view(window.filter));
    if (const Result<void> done = statement->run(); !done)
        return done.error();
    window.id = m_database.lastInsertId();
    if (const Result<void> done = log("saved_window " + std::to_string(window.id) + " added", "", jsonOf(window)); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return window;
}

Result<SavedWindow> CaseEditor::renameSavedWindow(std::int64_t id, std::string_view name)
{
    if (const Result<void> good = checkedName(name); !good)
        return good.error();
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    Result<SavedWindow> before = savedWindowBefore(id);
    if (!before)
        return before;
    Result<Statement> statement = m_database.prepare(sqlRenameWindow);
    if (!statement)
        return statement.error();
    statement->bind(1, id).bind(2, name);
    if (const Result<void> done = statement->run(); !done)
        return done.error();
    SavedWindow after = *before;
    after.name = name;
    if (const Result<void> done = log("saved_window " + std::to_string(id) + " set", jsonOf(*before), jsonOf(after)); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return before;
}

Result<SavedWindow> CaseEditor::removeSavedWindow(std::int64_t id)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    Result<SavedWindow> before = savedWindowBefore(id);
    if (!before)
        return before;
    if (const Result<void> done = runWithId(m_database, sqlRemoveWindow, id); !done)
        return done.error();
    if (const Result<void> done = log("saved_window " + std::to_string(id) + " removed", jsonOf(*before), ""); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return before;
}

Result<std::string> CaseEditor::setInfo(std::string_view key, std::string_view value)
{
    const Error refused{ErrorKind::Usage, "Cannot set " + std::string(key) + " of the case", "", ""};
    if ((key != "title" && key != "zone") || !isValidUtf8(value))
        return refused;
    const bool isRemoved = key == "zone" && value.empty();
    if (key == "zone" && !isRemoved) {
        const Result<TimeZone> zone = TimeZone::named(value);
        if (!zone)
            return zone.error();
    }
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    Result<std::string> before = CaseReader(m_database).info(key);
    if (!before)
        return before.error();
    Result<Statement> statement = m_database.prepare(isRemoved ? sqlRemoveInfo : sqlSetInfo);
    if (!statement)
        return statement.error();
    statement->bind(1, key);
    if (!isRemoved)
        statement->bind(2, value);
    if (const Result<void> done = statement->run(); !done)
        return done.error();
    const std::string name(key);
    const std::string beforeJson = before->empty() ? "" : jsonFromPairs({{name, *before}});
    if (const Result<void> done = log("case " + name + " set", beforeJson, jsonFromPairs({{name, std::string(value)}}));
        !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return before;
}

}    // namespace faultline
