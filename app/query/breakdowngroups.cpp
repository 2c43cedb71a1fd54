#include "app/base/parallel.h"
#include "app/query/adaptiveroutes.h"
#include "app/query/breakdownscan.h"

#include <algorithm>
#include <numeric>

namespace faultline {
namespace {

constexpr std::size_t codesPerTask = 8192;
constexpr std::uint32_t leastShareOfDictionary = 8;    // an eighth of the paths in the rows, or all their templates do not pay

ScanRow sumsOf(const ScanPart& part, std::uint32_t code)
{
    const ScanCell& cell = part.cells[code];
    ScanRow row;
    row.count = cell.count;
    row.baselineCount = cell.baselineCount;
    row.errors = cell.errors;
    row.abandoned = cell.abandoned;
    row.durations = part.durationsOf(code);
    row.sizes = cell.count - (code < part.missing.size() ? part.missing[code].bytes : 0);
    row.durationSum = cell.durationSum;
    row.bytes = cell.bytes;
    return row;
}

bool isUsed(const ScanPart& part, std::uint32_t code)
{
    return part.cells[code].count != 0 || part.cells[code].baselineCount != 0;
}

void addSaturating(std::int64_t& sum, std::int64_t value)
{
    if (__builtin_add_overflow(sum, value, &sum))
        sum = std::numeric_limits<std::int64_t>::max();
}

}    // namespace

void ScanRow::add(const ScanRow& other)
{
    count += other.count;
    baselineCount += other.baselineCount;
    errors += other.errors;
    abandoned += other.abandoned;
    durations += other.durations;
    sizes += other.sizes;
    addSaturating(durationSum, other.durationSum);
    addSaturating(bytes, other.bytes);
}

/// Makes the rows: equal values of all parts come together, whether they were codes or text.
void BreakdownScan::group()
{
    for (ScanPart& part : m_parts) {
        part.cells.resize(part.keys.size());
        part.rowOfCode.assign(part.cells.size(), noRow);
        m_hasDurations = m_hasDurations || part.hasDurations;
        m_hasBytes = m_hasBytes || part.hasBytes;
    }
    groupDictionary();
    for (ScanPart& part : m_parts)
        groupOwnCodes(part);
    for (const ScanRow& row : m_rows) {
        m_records += row.count;
        m_baselineRecords += row.baselineCount;
    }
    if (m_subject.isRoute)
        groupByRoute();
}

void BreakdownScan::groupDictionary()
{
    const std::uint32_t codes = m_subject.dictionarySize() + 1;    // the last one is the absent value
    const auto isAnywhere = [this](std::uint32_t code) {
        return std::any_of(m_parts.begin(), m_parts.end(), [code](const ScanPart& part) { return isUsed(part, code); });
    };
    const std::size_t tasks = (codes + codesPerTask - 1) / codesPerTask;
    std::vector<std::uint32_t> firstRow(tasks + 1);
    const auto forEachCode = [codes](std::size_t task, const auto& body) {
        const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(codes, (task + 1) * codesPerTask));
        for (auto code = static_cast<std::uint32_t>(task * codesPerTask); code < end; ++code)
            body(code);
    };
    parallelFor(tasks, [&](std::size_t task) {
        forEachCode(task, [&](std::uint32_t code) { firstRow[task + 1] += isAnywhere(code) ? 1U : 0U; });
    });
    std::partial_sum(firstRow.begin(), firstRow.end(), firstRow.begin());
    m_rows.resize(firstRow.back());
    parallelFor(tasks, [&](std::size_t task) {
        std::uint32_t next = firstRow[task];
        forEachCode(task, [&](std::uint32_t code) {
            if (!isAnywhere(code))
                return;
            ScanRow& row = m_rows[next];
            row.code = code;
            row.isAbsent = code == codes - 1;
            if (!row.isAbsent)
                row.text = m_subject.dictionary->at(code);
            for (ScanPart& part : m_parts) {
                row.add(sumsOf(part, code));
                part.rowOfCode[code] = next;
            }
            ++next;
        });
    });
}

std::uint32_t BreakdownScan::newRow()
{
    m_rows.emplace_back();
    return static_cast<std::uint32_t>(m_rows.size() - 1);
}

std::uint32_t BreakdownScan::rowOfOwnCode(const ScanPart& part, std::uint32_t code)
{
    const auto next = static_cast<std::uint32_t>(m_rows.size());
    switch (m_subject.kind) {
    case KeySubject::Kind::Number: {
        const std::int64_t number = part.keys.ownNumber(code);
        const auto [entry, isNew] = m_rowOfNumber.try_emplace(number, next);
        if (isNew)
            m_rows[newRow()].number = number;
        return entry->second;
    }
    case KeySubject::Kind::Source: {    // sources of one name are one row
        ScanRow probe;
        probe.number = part.keys.ownNumber(code);
        const auto [entry, isNew] = m_rowOfText.try_emplace(m_ownTexts.emplace_back(valueOf(probe)), next);
        if (isNew)
            m_rows[newRow()].text = entry->first;
        return entry->second;
    }
    case KeySubject::Kind::Dictionary:
    case KeySubject::Kind::Text:
        break;
    }
    const std::string_view text = part.keys.ownText(code);
    const auto [entry, isNew] = m_rowOfText.try_emplace(text, next);
    if (isNew)
        m_rows[newRow()].text = text;
    return entry->second;
}

void BreakdownScan::groupOwnCodes(ScanPart& part)
{
    if (part.cells.size() <= part.keys.firstOwnCode())
        return;
    const bool needsIndex = m_rowOfText.empty() && m_subject.kind == KeySubject::Kind::Dictionary;
    for (std::uint32_t row = 0; needsIndex && row < m_rows.size(); ++row) {
        if (!m_rows[row].isAbsent)
            m_rowOfText.emplace(m_rows[row].text, row);
    }
    for (std::uint32_t code = part.keys.firstOwnCode(); code < part.cells.size(); ++code) {
        if (!isUsed(part, code))
            continue;
        const std::uint32_t row = rowOfOwnCode(part, code);
        m_rows[row].add(sumsOf(part, code));
        part.rowOfCode[code] = row;
    }
}

/// The templates of the whole dictionary, kept with it, where enough of it is in the rows; else those of the rows.
std::shared_ptr<const RouteIndex> BreakdownScan::routeIndex(std::vector<std::uint32_t>& pathOfRow) const
{
    const auto rows = static_cast<std::uint32_t>(m_rows.size());
    const std::uint32_t values = m_subject.dictionarySize();
    const bool isKept = rows >= values / leastShareOfDictionary
        && std::all_of(m_rows.begin(), m_rows.end(), [](const ScanRow& row) { return row.code != ScanRow::noCode; });
    pathOfRow.resize(rows);
    for (std::uint32_t row = 0; row < rows; ++row)
        pathOfRow[row] = isKept ? m_rows[row].code : row;
    if (!isKept)
        return std::make_shared<const RouteIndex>(rows, [this](std::uint32_t row) { return m_rows[row].text; });
    const Dictionary& dictionary = *m_subject.dictionary;
    return dictionary.derived<RouteIndex>(
        [&] { return RouteIndex(values, [&dictionary](std::uint32_t code) { return dictionary.at(code); }); });
}

/// From one row a path to one row a template or hot path.
void BreakdownScan::groupByRoute()
{
    std::vector<std::uint32_t> pathOfRow;
    const auto index = routeIndex(pathOfRow);
    AdaptiveRoutes routes(*index, m_records);
    for (std::uint32_t row = 0; row < m_rows.size(); ++row) {
        if (!m_rows[row].isAbsent)
            routes.add(pathOfRow[row], m_rows[row].count);
    }
    std::vector<ScanRow> grouped;
    std::vector<std::uint32_t> groupOf(m_rows.size(), noRow);
    const auto newGroup = [&grouped](std::string_view text) {
        grouped.emplace_back().text = text;
        return static_cast<std::uint32_t>(grouped.size() - 1);
    };
    m_rowOfText.clear();
    std::string text;
    for (std::uint32_t row = 0; row < m_rows.size(); ++row) {
        const ScanRow& sums = m_rows[row];
        if (sums.isAbsent || !routes.keepsValues(pathOfRow[row], sums.count))
            continue;
        text.clear();
        routes.appendRow(pathOfRow[row], sums.text, sums.count, text);
        auto known = m_rowOfText.find(text);
        if (known == m_rowOfText.end()) {
            const std::string_view own = m_ownTexts.emplace_back(text);
            known = m_rowOfText.emplace(own, newGroup(own)).first;
        }
        groupOf[row] = known->second;
    }
    std::vector<std::uint32_t> groupOfRoute(index->routes(), noRow);
    for (std::uint32_t row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].isAbsent) {
            groupOf[row] = newGroup({});
            grouped.back().isAbsent = true;
        } else if (groupOf[row] == noRow) {
            std::uint32_t& group = groupOfRoute[index->routeOf(pathOfRow[row])];
            if (group == noRow) {
                const std::string_view route = index->textOf(index->routeOf(pathOfRow[row]));
                const auto known = m_rowOfText.find(route);
                group = known != m_rowOfText.end() ? known->second : newGroup(route);
            }
            groupOf[row] = group;
        }
        grouped[groupOf[row]].add(m_rows[row]);
    }
    m_routes = index;
    m_rows = std::move(grouped);
    for (ScanPart& part : m_parts) {
        for (std::uint32_t& row : part.rowOfCode)
            row = row == noRow ? noRow : groupOf[row];
    }
}

std::string BreakdownScan::valueOf(const ScanRow& row) const
{
    if (row.isAbsent)
        return {};
    if (!row.text.empty() || m_subject.kind == KeySubject::Kind::Dictionary || m_subject.kind == KeySubject::Kind::Text)
        return std::string(row.text);
    if (m_subject.kind == KeySubject::Kind::Source) {
        const auto& names = m_context.sourceNames;
        const auto found = std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.first == row.number; });
        return found != names.end() && !found->second.empty() ? found->second : std::to_string(row.number);
    }
    std::string_view name;
    if (m_subject.field == Field::Severity)
        name = nameOf(static_cast<Severity>(std::clamp<std::int64_t>(row.number, 0, 255)));
    if (m_subject.field == Field::TimeBasis)
        name = nameOf(static_cast<TimeBasis>(std::clamp<std::int64_t>(row.number, 0, 255)));
    return name.empty() ? std::to_string(row.number) : std::string(name);
}

}    // namespace faultline
