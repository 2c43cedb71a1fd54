#pragma once

#include "app/import/importer.h"

#include <span>
#include <string_view>

namespace faultline {

/// A product's access log whose layout is fixed: written down as nginx log formats, the way a user would paste it.
struct NamedLayout {
    /// In nginx's language; "$elapsed_ms" stands for a duration in milliseconds, which nginx has no variable for.
    std::string_view format;
    enum class Lines : std::uint8_t {
        Requests,
        Announcements    ///< the request's start, whose end is logged too: skipped, or it would count twice
    };
    Lines lines = Lines::Requests;
};

struct NamedLayouts {
    std::span<const NamedLayout> layouts;    ///< tried in this order
    std::string_view what;
    Anchor anchor = Anchor::End;
    Basis anchorBasis = Basis::Specification;
    std::string_view anchorReason;
    std::size_t alien = 0;                   ///< the last so many layouts belong to other logs too and prove nothing
};

Detection detectNamedLayouts(const SourceHead& head, const NamedLayouts& layouts);
std::unique_ptr<RecordReader> openNamedLayouts(const ReaderContext& context, const NamedLayouts& layouts);

}    // namespace faultline
