#pragma once

#include "app/analysis/contrast.h"
#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/query/filter.h"
#include "app/query/windowtime.h"
#include "app/store/segmentreader.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline {

struct SuspectsRequest {
    RecordKind kind = RecordKind::Request;
    TimeRange window;
    std::optional<TimeRange> baseline;           ///< absent: four times the window, right before it
    std::vector<TimeRange> incidents;            ///< left out of the baseline
    std::vector<std::string> fields;             ///< empty: those of suspectFields()
    Filter filter;
    WindowTime windowTime = WindowTime::Arrival; ///< what arrived before everything became slow is what counts
    std::size_t top = 20;                        ///< rows in the answer; 0 = all that are no chance
    std::size_t fieldsTogether = 2;              ///< 1 = only values of one field
};

/// The fields that are compared when none are named, in their order.
std::vector<std::string> suspectFields(RecordKind kind);

struct FieldValue {
    std::string field;
    std::string value;
};

struct Suspect {
    std::string field;                 ///< "path"; of two at once "method + route"
    ContrastRow row;                   ///< its value: "/x"; "POST /x"
    std::string sentence;              ///< "812 requests against 9 expected; 41 % of the additional duration"
    std::vector<FieldValue> parts;     ///< one, or two that records have at once
};

/// Selects the records that have all parts of a suspect.
std::string filterOf(RecordKind kind, const Suspect& suspect);

struct Suspects {
    std::vector<Suspect> rows;                    ///< those that explain most first; fields compete in one list
    std::vector<Suspect> slower;                  ///< symptoms: slower like all others
    std::vector<std::pair<std::string, ContrastValue>> vanished;    ///< by field
    TimeRange window;
    std::vector<TimeRange> baseline;              ///< what was really compared
    double baselineSeconds = 0;
    std::uint64_t records = 0;
    std::uint64_t baselineRecords = 0;
    double burstiness = 1;
    double slowdown = 1;
    std::vector<std::string> notes;               ///< what it did otherwise than asked, and what it cannot say
};

/// Which values of which fields make a window differ from its baseline. Moves together with the window; not proof.
Result<Suspects> suspects(SegmentReader& reader, const FilterContext& context, const SuspectsRequest& request, const TaskControl& control = {});

/// `range` without `holes`, in time order.
std::vector<TimeRange> without(TimeRange range, std::vector<TimeRange> holes);

}    // namespace faultline
