#pragma once

#include "app/import/columnmemory.h"
#include "app/import/importpreview.h"

#include <QString>

#include <optional>
#include <set>
#include <vector>

namespace faultline {

/// What a person must say before a source can be read with confidence. "Decide later" is an answer too.
enum class ImportQuestionKind { Format, Columns, Year, Zone, ZoneContradiction, SameContent };

struct ImportAnswer {
    enum class Effect { SetColumns, SetZone, SetYear, LeaveOut, KeepBoth, Replace, KeepReading };
    QString label;
    Effect effect = Effect::KeepReading;
    std::optional<TimeZone> zone;
    std::optional<int> year;
    StatedColumns columns = {};
};

struct ImportQuestion {
    ImportQuestionKind kind = ImportQuestionKind::Format;
    QString text;                           ///< with the evidence
    std::vector<ImportAnswer> answers;
};

/// One source on its way into a case: what was found out and what the person said.
struct ImportDraft {
    SourcePreview preview;
    ImportOptions options;
    std::string format;                     ///< chosen; "" = the detected one
    std::string name;
    bool isLeftOut = false;
    bool again = false;
    bool replaces = false;                  ///< the source with the same content goes when this one is in
    bool isReading = false;                 ///< its preview is being made again
    std::set<ImportQuestionKind> answered;

    bool isReadable() const { return preview.importer != nullptr && !preview.error; }
    bool isTimeline() const;                ///< its events can be taken into the timeline
    SourceChoice choice() const;
    void answer(ImportQuestionKind kind, const ImportAnswer& answer);
};

/// What the other sources tell.
struct ImportHints {
    std::optional<int> year;
    QString yearFrom;                       ///< the name of the source that shows it
    TimeZone caseZone;
    std::optional<TimeZone> zone;           ///< that another source states or that the computer keeps
    QString zoneFrom;
    std::vector<RememberedColumns> columns;    ///< of sources of the case, the newest first
};
ImportHints hintsFor(const std::vector<ImportDraft>& drafts, const std::vector<Source>& known, const TimeZone& caseZone);

/// Those that wait for an answer.
std::vector<ImportQuestion> openQuestions(const ImportDraft& draft, const ImportHints& hints);
/// The role of a column in words: "URL path", "not used".
QString roleText(const std::string& role);
QString zoneBasisText(const ImportDraft& draft);     ///< "UTC, proven", "read as UTC, assumed"
int issueCount(const ImportDraft& draft);            ///< rejected lines and contradictions seen in the beginning

}    // namespace faultline
