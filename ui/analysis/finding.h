#pragma once

#include "app/analysis/seriescandidate.h"
#include "app/model/evidence.h"
#include "ui/chartspec.h"
#include "ui/lookstate.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace faultline {

/// Two small lines over one time: the finding's own and, where it is laid beside something, that.
struct Sparkline {
    std::vector<double> own;       ///< equal steps; NaN = nothing is known
    std::vector<double> other;     ///< on the same steps; empty: `turn` parts the own line instead
    std::size_t turn = 0;          ///< the first step of the window, what lies before is its baseline
};

/// One answer of an analysis, in words and with what can be done with it.
struct Finding {
    QString subject;               ///< "path = /api/x", "connections db-0", "flag record-output on"
    QString sentence;              ///< what was found: "812 requests against 9 expected"
    QString entry;                 ///< title of an entry of the timeline for it; empty: the subject
    QString count;                 ///< on how much it rests
    QString baseline;              ///< what it is compared with
    QString lag;                   ///< "3 min ahead"; empty where there is none
    QString method;                ///< how it was found, in a few words
    Sparkline trend;
    TimeRange window;              ///< where it was found
    Timestamp at{};                ///< where an entry of the timeline for it stands
    bool isMoment = false;         ///< what was found is that instant
    std::optional<SeriesSubject> about;        ///< whose values it is about
    std::string within;            ///< only of the records that this expression selects as well; "" = all
    std::vector<LineSpec> lines;   ///< what goes on the charts
    std::vector<Evidence> evidence;
    std::optional<EvidenceRequest> records;    ///< its lines
    std::optional<std::int64_t> eventId;       ///< it is an event
};

struct Findings {
    std::vector<Finding> rows;     ///< best first; in an order that depends on the data alone
    QStringList notes;             ///< what it did otherwise than asked, and what it cannot say
    QString countTitle;            ///< what Finding::count says; empty: on how much it rests
    QString lagTitle;              ///< what Finding::lag says; empty: the distance
    QString nothing;               ///< instead of rows, when there are none
};

}    // namespace faultline
