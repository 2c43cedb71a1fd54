#pragma once

#include "app/analysis/abandoned.h"
#include "app/analysis/ceiling.h"
#include "app/analysis/equalload.h"
#include "app/analysis/eventcause.h"
#include "app/analysis/mitigation.h"
#include "app/analysis/seriescandidate.h"
#include "app/model/event.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline {

struct ChangesRequest {
    Timestamp onset{};                               ///< when the trouble began
    Nanoseconds lookback{std::chrono::hours(72)};    ///< how far back a change may lie
    std::optional<TimeRange> window;                 ///< of the incident; absent: an hour is compared, responses are looked for during a day
    std::optional<SeriesSubject> symptom;            ///< absent: a latency, or else the series, that deviates most
    std::vector<TimeRange> incidents;                ///< earlier ones: no part of what is usual
    Filter filter;                                   ///< of the requests
    WindowTime windowTime = WindowTime::Arrival;
};

/// A change before the onset.
struct ChangeRow {
    std::int64_t eventId = 0;
    Event event;
    Timestamp at{};
    bool isEnd = false;                              ///< the change is the end of a state: a flag switched off
    Nanoseconds lead{0};                             ///< from it to the onset
    double weight = 0;                               ///< likelihood ratio against "none of these", the product of the factors
    double share = 0;                                ///< weight over one and all weights
    std::vector<ChangeFactor> factors;
    ChangeEvidence evidence;
    EqualLoad equalLoad;                             ///< refused where it was not looked at
    std::string sentence;
};

/// What somebody did after the onset, and what the symptom did then.
struct MitigationRow {
    std::int64_t eventId = 0;
    Event event;
    Timestamp at{};
    bool isEnd = false;
    Nanoseconds delay{0};                            ///< from the onset
    Mitigation effect;
    std::optional<Nanoseconds> recovery;             ///< from the response to the first quiet step
    std::string sentence;
};

struct CeilingRow {
    SeriesSubject subject;
    std::string name;
    std::string unit;
    double level = 0;
    Timestamp takeOff{};
    TimeRange plateau;
    std::string sentence;
};

struct Changes {
    std::vector<ChangeRow> rows;                     ///< likeliest first
    double noneShare = 1;                            ///< of "none of these"
    std::vector<std::int64_t> nearestBefore;         ///< events by time alone, latest first
    std::vector<MitigationRow> responses;            ///< by time
    std::vector<CeilingRow> ceilings;                ///< longest first
    std::optional<Abandonment> abandonment;          ///< of the requests of the hour from the onset on; nothing = none, or too many
    std::optional<SeriesSubject> symptom;
    std::string symptomName;
    std::vector<std::string> affected;               ///< names of the series that deviate most
    std::optional<bool> hasSymptom;                  ///< something deviates at the onset more than it often does; nothing = too little data
    std::vector<std::string> notes;
};

/// What changed before an onset, ordered by how much speaks for it. Before it is not because of it; "none of these" always has a share.
Result<Changes> changes(Database& database, SegmentReader& reader, const FilterContext& context, const ChangesRequest& request,
                        const TaskControl& control = {});

}    // namespace faultline
