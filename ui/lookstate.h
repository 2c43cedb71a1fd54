#pragma once

#include "app/base/timestamp.h"
#include "app/model/evidence.h"
#include "app/model/time.h"
#include "app/query/linesquery.h"
#include "app/query/windowtime.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// A condition beside the filter text; all enabled ones must hold.
struct FilterChip {
    QString expression;
    bool isEnabled = true;
    bool operator==(const FilterChip&) const = default;
};

enum class MarkerLines { None, Selected, All };    ///< event lines through the charts

/// A moment whose before and after every chart shows in numbers: a deploy, a flag, a click.
struct ComparedMoment {
    Timestamp at{};
    QString title;
    Nanoseconds span{std::chrono::minutes(30)};    ///< compared on each side
    bool operator==(const ComparedMoment&) const = default;
};

/// What is looked at in a case.
struct LookState {
    TimeRange view{Timestamp{}, Timestamp{}};
    std::optional<TimeRange> selection;       ///< the brush
    std::optional<TimeRange> baseline;        ///< nothing = right before the window
    std::optional<Nanoseconds> overlayShift;  ///< lines are drawn a second time, moved to the right by this
    std::optional<Timestamp> cursor;
    QString filterText;
    std::vector<FilterChip> chips;
    WindowTime windowTime = WindowTime::Written;
    MarkerLines markerLines = MarkerLines::Selected;
    std::optional<ComparedMoment> comparedMoment;
};

/// Which lines the evidence panel shows.
struct EvidenceRequest {
    TimeRange window;
    std::string filter;                       ///< expression, and-ed with nothing else; "" = all
    std::optional<RecordKind> kind;
    std::optional<std::int64_t> sourceId;
    std::optional<std::uint64_t> line;        ///< with sourceId: scroll to that line
    QString caption;                          ///< "path = /api/x", shown above the lines
};

/// The request as evidence that is stored with an entry: its line, else its window and filter.
Evidence evidenceOf(const EvidenceRequest& request);
struct CaseContents;
/// The way back; nothing for series and links, or when the line's source is gone.
std::optional<EvidenceRequest> requestOf(const Evidence& evidence, const CaseContents& contents);

/// What happens to the title of an entry that a draft makes: a person types it, or it stands as it is.
enum class DraftTitle { Edit, Keep };

/// An entry for the timeline as another view hands it on: an instant of the charts, a line, a breakdown row. What is not set the
/// timeline fills in.
struct EntryDraft {
    Timestamp start{};
    std::optional<Timestamp> end;             ///< makes it a range
    std::optional<Precision> precision;       ///< else exact, or range
    QString title;                            ///< may be empty when it is edited
    QString type = QStringLiteral("note");    ///< of timelineTypes()
    QStringList tags;
    std::vector<Evidence> evidence;           ///< evidenceOf() makes it
    DraftTitle editing = DraftTitle::Edit;
};

/// One entry of the back and forward list.
struct ViewStep {
    TimeRange view;
    std::optional<TimeRange> selection;
    QString filterText;
    std::vector<FilterChip> chips;
    bool operator==(const ViewStep&) const = default;
};

/// Views as a browser keeps pages: a new one drops what lies ahead.
class ViewHistory {
public:
    void record(const ViewStep& step);     ///< the step that is being left
    std::optional<ViewStep> back(const ViewStep& current);
    std::optional<ViewStep> forward(const ViewStep& current);
    bool canGoBack() const { return !m_back.empty(); }
    bool canGoForward() const { return !m_forward.empty(); }

private:
    std::vector<ViewStep> m_back;
    std::vector<ViewStep> m_forward;
};

}    // namespace faultline
