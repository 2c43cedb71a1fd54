#pragma once

#include "app/base/timestamp.h"
#include "app/model/event.h"
#include "app/model/evidence.h"
#include "app/model/record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// A line of a source: "3:120".
struct LineReference {
    std::int64_t sourceId = 0;
    std::uint64_t line = 0;
    bool operator==(const LineReference&) const = default;
};

/// The records of a window: "2024-04-23T19:10:00Z/2024-04-23T19:35:00Z", then the kind and the filter where there are any:
/// ".../... request path = \"/api/x\"". "any" stands for a kind that is not told.
struct WindowReference {
    TimeRange window;
    std::optional<RecordKind> kind;
    std::string filter;
    bool operator==(const WindowReference&) const = default;
};

/// An imported series in a window: "12 2024-04-23T19:10:00Z/2024-04-23T19:35:00Z".
struct SeriesReference {
    std::int64_t seriesId = 0;
    TimeRange window;
    bool operator==(const SeriesReference&) const = default;
};

Evidence evidenceOf(const LineReference& reference, std::string caption);
Evidence evidenceOf(const WindowReference& reference, std::string caption);
Evidence evidenceOf(const SeriesReference& reference, std::string caption);
Evidence linkEvidence(std::string address, std::string caption);

/// Nothing when the evidence is of another kind or its reference cannot be read.
std::optional<LineReference> lineOf(const Evidence& evidence);
std::optional<WindowReference> windowOf(const Evidence& evidence);
std::optional<SeriesReference> seriesOf(const Evidence& evidence);

/// What a row of an imported timeline rests on, from its fields "evidence", "evidence 2" and so on. Only links and windows: lines
/// and series are named by the numbers of the case that wrote them, which mean something else here. They stay readable in the
/// fields of the event.
std::vector<Evidence> portableEvidence(const Event& event, std::string_view field = "evidence");
/// The timeline's rows for imported events, each with its portable evidence.
std::vector<EntryWithEvidence> entriesWithEvidence(const std::vector<Event>& events);

}    // namespace faultline
