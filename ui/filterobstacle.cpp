#include "ui/filterobstacle.h"

#include "app/query/valuefilter.h"
#include "ui/casesession.h"
#include "ui/convert.h"

#include <algorithm>
#include <vector>

namespace faultline {

namespace {

/// One part of the filter, and what the filter would be without it.
struct FilterPart {
    QString expression;
    std::optional<std::size_t> chip;
    Filter others;
};

std::vector<FilterPart> partsOf(const LookState& look)
{
    std::vector<FilterPart> parts;
    if (!look.filterText.trimmed().isEmpty())
        parts.push_back({look.filterText, {}, {}});
    for (std::size_t i = 0; i < look.chips.size(); ++i)
        if (look.chips[i].isEnabled)
            parts.push_back({look.chips[i].expression, i, {}});
    for (FilterPart& part : parts) {
        std::string others;
        for (const FilterPart& other : parts)
            if (&other != &part)
                others = bothFilters(others, toStd(other.expression));
        if (auto filter = Filter::parse(others))
            part.others = std::move(*filter);
    }
    return parts;
}

}    // namespace

bool hasFilter(const CaseSession& session)
{
    return !partsOf(session.look()).empty();
}

void findObstacle(CaseSession& session, QObject* receiver, const RecordCountRequest& window,
                  std::function<void(const std::optional<FilterObstacle>&)> done)
{
    using Counts = std::vector<std::uint64_t>;
    const std::vector<FilterPart> parts = partsOf(session.look());
    session.query<Counts>(
        receiver, QStringLiteral("obstacle"),
        [context = session.filterContext(), parts, window](CaseQueries& queries, const TaskControl& control) {
            Counts counts;
            for (const FilterPart& part : parts) {
                RecordCountRequest request = window;
                request.filter = part.others;
                const auto count = countRecords(queries.segments, context, request, control);
                counts.push_back(count ? count->matching : 0);
            }
            return Result<Counts>(std::move(counts));
        },
        [parts, done = std::move(done)](const Result<Counts>& counts) {
            if (!counts || counts->empty())
                return done({});
            const auto most = std::max_element(counts->begin(), counts->end());
            const FilterPart& part = parts[static_cast<std::size_t>(most - counts->begin())];
            done(*most == 0 ? std::nullopt : std::optional(FilterObstacle{part.expression, part.chip, *most, parts.size() == 1}));
        });
}

void removeObstacle(CaseSession& session, const FilterObstacle& obstacle)
{
    if (!obstacle.chip)
        return session.setFilterText({});
    std::vector<FilterChip> chips = session.look().chips;
    if (*obstacle.chip < chips.size() && chips[*obstacle.chip].expression == obstacle.expression)
        chips.erase(chips.begin() + static_cast<std::ptrdiff_t>(*obstacle.chip));
    session.setChips(std::move(chips));
}

}    // namespace faultline
