// The columns of requests and of log lines.
#include "importers/metrics/mappingdraft.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

using Found = std::map<CsvRole, std::size_t>;

/// A name promises what the cells must keep.
bool cellsFit(const MappingDraft& draft, CsvRole role, std::size_t column)
{
    const ColumnCensus& cells = draft.census[column];
    if (cells.filled == 0)
        return true;
    if (role == CsvRole::Status)
        return draft.areMost(cells.statuses, column);
    if (role == CsvRole::Path)
        return draft.areMost(cells.paths, column);
    if (role == CsvRole::Duration || role == CsvRole::BytesOut || role == CsvRole::BytesIn)
        return draft.isNumeric(column);
    const bool isText = role == CsvRole::RequestLine || role == CsvRole::UserAgent || role == CsvRole::ClientIp || role == CsvRole::Host;
    return !(draft.isKeyed() && isText && draft.isNumeric(column));
}

Found byName(const MappingDraft& draft)
{
    Found found;
    for (std::size_t i = 0; i < draft.mapping.columns.size(); ++i) {
        const CsvColumn& column = draft.mapping.columns[i];
        if (draft.stated.contains(i)) {
            if (isRequestRole(column.role))
                found[column.role] = i;
            continue;
        }
        const CsvRole role = roleOfHeader(column.header);
        if (!isRequestRole(role) || column.role != CsvRole::Unused || !cellsFit(draft, role, i))
            continue;
        // Of several columns the one that is filled: {"error":{"code":…},"status":…}.
        const auto [place, isFirst] = found.try_emplace(role, i);
        if (!isFirst && !draft.stated.contains(place->second) && draft.census[place->second].filled * 4 < draft.census[i].filled)
            place->second = i;
    }
    return found;
}

/// Columns whose names say nothing are known by what stands in them.
void addByCells(const MappingDraft& draft, Found& found)
{
    using Count = std::size_t ColumnCensus::*;
    static constexpr std::array<std::pair<CsvRole, Count>, 4> kinds{{{CsvRole::Method, &ColumnCensus::methods}, {CsvRole::Path, &ColumnCensus::paths},
        {CsvRole::ClientIp, &ColumnCensus::addresses}, {CsvRole::UserAgent, &ColumnCensus::agents}}};
    for (const auto& [role, count] : kinds) {
        for (std::size_t i = 0; i < draft.mapping.columns.size() && !found.contains(role); ++i) {
            const bool isUnknown = draft.isFree(i) && !isRequestRole(roleOfHeader(draft.mapping.columns[i].header));
            if (isUnknown && draft.areMost(draft.census[i].*count, i))
                found.emplace(role, i);
        }
    }
    for (std::size_t i = 0; i < draft.mapping.columns.size() && found.contains(CsvRole::Path) && found.contains(CsvRole::Method) && !found.contains(CsvRole::Status); ++i) {
        const ColumnCensus& cells = draft.census[i];
        const bool isTelling = cells.distinct.contains("200") || cells.distinct.contains("404") || cells.distinct.contains("500");
        if (draft.isFree(i) && cells.filled > 0 && cells.statuses == cells.filled && cells.distinct.size() <= 20 && isTelling
            && !isRequestRole(roleOfHeader(draft.mapping.columns[i].header)))
            found.emplace(CsvRole::Status, i);
    }
}

/// Numbers without a unit, by their size: fractions are seconds; whole numbers are finer the larger they are.
std::pair<std::int64_t, std::string_view> unitBySize(const ColumnCensus& cells, double median)
{
    if (cells.fractions * 2 > cells.sizes.size() && median < 100)
        return {1'000'000'000, "seconds"};
    if (median < 100'000)
        return {1'000'000, "milliseconds"};
    return median < 5'000'000 ? std::pair<std::int64_t, std::string_view>{1'000, "microseconds"}
                              : std::pair<std::int64_t, std::string_view>{1, "nanoseconds"};
}

void findDurationUnit(MappingDraft& draft, std::size_t index)
{
    CsvColumn& column = draft.mapping.columns[index];
    const ColumnCensus& cells = draft.census[index];
    if (draft.mapping.durationUnitNs != 0) {
        column.unitNs = draft.mapping.durationUnitNs;
        return;
    }
    const auto unit = findUnit(column.unit);
    if (column.unitDeclared && unit && unit->base == "s") {
        column.unitNs = static_cast<std::int64_t>(1e9 * unit->multiply / unit->divide);
        return;
    }
    column.unitNs = 1'000'000'000;
    if (cells.unit == "s" || cells.sizes.empty())
        return;    // the cells say it themselves
    if (column.header.ends_with("event.duration")) {    // of the Elastic common schema
        column.unitNs = 1;
        return;
    }
    std::vector<double> sizes = cells.sizes;
    std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2), sizes.end());
    const double median = sizes[sizes.size() / 2];
    const auto [nanoseconds, word] = unitBySize(cells, median);
    column.unitNs = nanoseconds;
    draft.mapping.issues.emplace_back("duration-unit-assumed", "Column \"" + shortened(column.header, 60) + "\" states no unit; its median is "
                                                                   + formatNumber(median) + ", so it is read as " + std::string(word));
}

constexpr std::array ofLogLines{CsvRole::Text, CsvRole::Severity, CsvRole::Component, CsvRole::TraceId,
                                CsvRole::Host, CsvRole::User, CsvRole::ClientIp};
constexpr std::array besideRequests{CsvRole::Text, CsvRole::Severity, CsvRole::Component};

template <std::size_t Count>
void takeLogColumnsByName(MappingDraft& draft, const std::array<CsvRole, Count>& roles)
{
    for (std::size_t i = 0; i < draft.mapping.columns.size(); ++i) {
        // The machine's name; of a request it would be no host.
        const bool isMachine = equalsIgnoringCase(draft.mapping.columns[i].header, "hostname");
        const CsvRole role = isMachine ? CsvRole::Host : roleOfHeader(draft.mapping.columns[i].header);
        const bool isWanted = std::find(roles.begin(), roles.end(), role) != roles.end();
        if (draft.mapping.columns[i].role == CsvRole::Unused && isWanted && draft.mapping.columnOf(role) == CsvMapping::noColumn)
            draft.mapping.columns[i].role = role;
    }
}

/// Of objects whose keys say nothing: words of severity, and the longest of the texts that do not repeat.
void takeLogColumnsByCells(MappingDraft& draft)
{
    std::size_t message = CsvMapping::noColumn;
    for (std::size_t i = 0; i < draft.mapping.columns.size(); ++i) {
        CsvColumn& column = draft.mapping.columns[i];
        if (!draft.isFree(i))
            continue;
        const ColumnCensus& cells = draft.census[i];
        if (draft.areMost(cells.severities, i) && draft.mapping.columnOf(CsvRole::Severity) == CsvMapping::noColumn) {
            column.role = CsvRole::Severity;
            continue;
        }
        // structlog calls the message "event".
        const bool mayBe = equalsIgnoringCase(column.header, "event") || (draft.areMost(cells.sentences, i) && cells.filled * 2 > draft.rows.size());
        if (mayBe && !draft.isNumeric(i) && (message == CsvMapping::noColumn || draft.census[message].longest < cells.longest))
            message = i;
    }
    if (message != CsvMapping::noColumn && draft.mapping.columnOf(CsvRole::Text) == CsvMapping::noColumn)
        draft.mapping.columns[message].role = CsvRole::Text;
}

}    // namespace

/// A request has a path and says how it went or what it was.
bool findRequestColumns(MappingDraft& draft)
{
    Found found = byName(draft);
    addByCells(draft, found);
    const bool hasPath = found.contains(CsvRole::Path) || found.contains(CsvRole::RequestLine);
    if (!hasPath || !(found.contains(CsvRole::Status) || found.contains(CsvRole::Method) || draft.isStatedRole(CsvRole::Path)))
        return false;
    auto& columns = draft.mapping.columns;
    for (const auto& [role, index] : found)
        columns[index].role = role;
    // The common log format begins "host logname user": host is the client there.
    for (const CsvColumn& column : columns) {
        if (equalsIgnoringCase(column.header, "logname") && found.contains(CsvRole::Host) && !found.contains(CsvRole::ClientIp))
            columns[found[CsvRole::Host]].role = CsvRole::ClientIp;
    }
    if (found.contains(CsvRole::Duration))
        findDurationUnit(draft, found[CsvRole::Duration]);
    // A program's log with its requests among other lines.
    const std::size_t path = found.contains(CsvRole::Path) ? found[CsvRole::Path] : found[CsvRole::RequestLine];
    if (draft.isKeyed() && draft.census[path].filled < draft.rows.size())
        takeLogColumnsByName(draft, besideRequests);
    return true;
}

bool findLogLineColumns(MappingDraft& draft)
{
    takeLogColumnsByName(draft, ofLogLines);
    if (draft.isKeyed())
        takeLogColumnsByCells(draft);
    return draft.mapping.columnOf(CsvRole::Text) != CsvMapping::noColumn;
}

}    // namespace faultline
