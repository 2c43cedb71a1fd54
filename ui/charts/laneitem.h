#pragma once

#include "app/model/time.h"
#include "app/timeline/lanelayout.h"
#include "ui/casecontents.h"

#include <QString>

namespace faultline {

/// An imported event or an entry of the timeline, as the event lane shows it.
struct LaneItem {
    enum class Kind { Event, Entry };
    Kind kind = Kind::Event;
    std::int64_t id = 0;
    LaneGroup group = LaneGroup::Point;
    Timestamp begin{};
    Timestamp end{};                  ///< equal to begin for a moment
    bool isOpen = false;              ///< a state that still held when its source ended
    bool isChange = false;            ///< may be compared: a deploy, a flag
    Precision precision = Precision::Exact;
    std::string word;                 ///< kind of the event, type of the entry
    QString title;                    ///< whole, control characters visible
    QString label;                    ///< what stands beside the marker

    bool is(Kind otherKind, std::int64_t otherId) const { return kind == otherKind && id == otherId; }
};

/// Everything that stands in the lane, by begin. Rows of an imported timeline that were taken into the timeline stand there once.
std::vector<LaneItem> laneItemsOf(const CaseContents& contents);

LaneItem laneItemOf(const Event& event);

/// The words of a title that tell it from its neighbours: "deploy web: card layout".
QString laneLabel(const Event& event);

/// Title, time with zone, kind, who, where from: plain lines.
QString laneItemText(const LaneItem& item, const CaseContents& contents, const TimeZone& zone);

/// A round length of about a fifth of what is visible: what is compared on each side of a change.
Nanoseconds comparedSpan(TimeRange view);

/// Text of files as one line of plain text of bearable length.
QString oneLine(std::string_view text, std::size_t limit = 240);

}    // namespace faultline
