#pragma once

#include "app/model/timelineentry.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// What a piece of evidence points to.
enum class EvidenceKind : std::uint8_t { Line, Window, Series, Link };

/// What an entry of the timeline rests on. `reference` is read and written by app/timeline/evidencereference.h.
struct Evidence {
    std::int64_t id = 0;         ///< 0 until stored
    std::int64_t entryId = 0;
    EvidenceKind kind = EvidenceKind::Line;
    std::string reference;
    std::string caption;         ///< "hub-access.log:120", "path = /api/x"
    bool operator==(const Evidence&) const = default;
};

/// An entry of the timeline with what it rests on.
struct EntryWithEvidence {
    TimelineEntry entry;
    std::vector<Evidence> evidence;
    bool operator==(const EntryWithEvidence&) const = default;
};

std::string_view nameOf(EvidenceKind kind);    ///< "line", "window", "series", "link"
bool fromName(std::string_view name, EvidenceKind& value);

}    // namespace faultline
