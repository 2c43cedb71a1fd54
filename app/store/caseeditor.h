#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/base/timezone.h"
#include "app/model/evidence.h"
#include "app/model/hypothesis.h"
#include "app/model/savedwindow.h"
#include "app/model/source.h"
#include "app/model/timelineentry.h"
#include "app/store/database.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// What may be changed about a source after its import.
struct SourceChange {
    std::optional<TimeZone> zone;
    std::optional<Anchor> anchor;
    std::optional<Nanoseconds> clockOffset;
    std::optional<std::string> name;
    Basis zoneBasis = Basis::Stated;      ///< what the zone's basis becomes; an undo gives back the one before
    Basis anchorBasis = Basis::Stated;
};

/// Every edit of a case. Each is one transaction, synchronous, written to the change log with the values before and after,
/// and returns the value before it (for undo).
class CaseEditor {
public:
    CaseEditor(Database& database, std::string who) : m_database(database), m_who(std::move(who)) {}

    const std::string& who() const { return m_who; }

    /// Returns it with id and position. An entry that has an id (undo of a removal) gets that id and position back.
    Result<TimelineEntry> addEntry(TimelineEntry entry);
    Result<std::vector<TimelineEntry>> addEntries(std::vector<TimelineEntry> entries);    ///< one transaction, all or none
    Result<TimelineEntry> setEntry(const TimelineEntry& entry);                ///< by id; returns the entry before
    Result<TimelineEntry> removeEntry(std::int64_t id);                        ///< returns what was removed, its evidence apart

    // The same with evidence and for many; each one transaction, all or none.
    Result<std::vector<EntryWithEvidence>> addWithEvidence(std::vector<EntryWithEvidence> entries);
    Result<std::vector<TimelineEntry>> setEntries(const std::vector<TimelineEntry>& entries);        ///< returns them as before
    Result<std::vector<EntryWithEvidence>> removeEntries(const std::vector<std::int64_t>& ids);      ///< returns what was removed

    /// Of entries that are there. Evidence that has an id (undo of a removal) gets it back.
    Result<std::vector<Evidence>> addEvidence(std::vector<Evidence> evidence);
    Result<std::vector<Evidence>> removeEvidence(const std::vector<std::int64_t>& ids);

    /// Returns it with the ids of itself and its evidence, at the end of the list. One that has an id (undo of a removal) gets its
    /// ids and place back. Ruled out without a reason is refused.
    Result<Hypothesis> addHypothesis(Hypothesis hypothesis);
    Result<Hypothesis> setHypothesis(const Hypothesis& hypothesis);    ///< by id, its evidence too; returns it as before
    Result<Hypothesis> removeHypothesis(std::int64_t id);              ///< returns what was removed

    /// Rewrites the time columns of the source's segments, series, events where their basis is the source's zone, without
    /// reading the file again. Cancelled or failed: nothing changed. A zone for a source that does not read in one, see
    /// readsInItsZone(), is left out.
    Result<Source> setSource(std::int64_t id, const SourceChange& change, const TaskControl& control = {});
    Result<Source> removeSource(std::int64_t id);                              ///< not undoable

    /// Returns it with its id. A window that has an id (undo of a removal) gets that id back.
    Result<SavedWindow> addSavedWindow(SavedWindow window);
    Result<SavedWindow> renameSavedWindow(std::int64_t id, std::string_view name);    ///< returns the window before
    Result<SavedWindow> removeSavedWindow(std::int64_t id);                           ///< returns what was removed

    Result<std::string> setInfo(std::string_view key, std::string_view value); ///< "title", "zone" ("" = not set); returns the old value

private:
    Result<void> log(std::string_view what, std::string_view before, std::string_view after);
    Result<void> insertEntry(TimelineEntry& entry);
    Result<SavedWindow> savedWindowBefore(std::int64_t id);
    Result<void> insertEvidence(Evidence& evidence);
    Result<Hypothesis> hypothesisBefore(std::int64_t id);
    Result<void> storeEvidenceOf(Hypothesis& hypothesis);
    Result<TimelineEntry> replaceEntry(const TimelineEntry& entry);
    Result<EntryWithEvidence> takeOut(std::int64_t id);

    Database& m_database;
    std::string m_who;
};

}    // namespace faultline
