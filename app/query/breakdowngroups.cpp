#include "app/query/adaptiveroutes.h"
#include "app/query/breakdownscan.h"

#include <algorithm>

namespace faultline {
namespace {

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

}    // namespace

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
    const std::uint32_t absentCode = m_subject.dictionarySize();
    std::size_t used = 0;
    for (const ScanPart& part : m_parts) {
        std::size_t ofPart = 0;
        for (std::uint32_t code = 0; code <= absentCode; ++code)
            ofPart += isUsed(part, code) ? 1U : 0U;
        used = std::max(used, ofPart);
    }
    m_rows.reserve(std::min<std::size_t>(used * m_parts.size(), std::size_t{absentCode} + 1));
    for (std::uint32_t code = 0; code <= absentCode; ++code) {
        const bool isAnywhere
            = std::any_of(m_parts.begin(), m_parts.end(), [code](const ScanPart& part) { return isUsed(part, code); });
        if (!isAnywhere)
            continue;
        ScanRow row;
        row.isAbsent = code == absentCode;
        if (!row.isAbsent)
            row.text = m_subject.dictionary->at(code);
        for (ScanPart& part : m_parts) {
            row.add(sumsOf(part, code));
            part.rowOfCode[code] = static_cast<std::uint32_t>(m_rows.size());
        }
        m_rows.push_back(row);
    }
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

/// From one row a path to one row a template or hot path.
void BreakdownScan::groupByRoute()
{
    AdaptiveRoutes routes(m_records);
    for (const ScanRow& row : m_rows) {
        if (!row.isAbsent)
            routes.add(row.text, row.count);
    }
    std::vector<ScanRow> grouped;
    std::vector<std::uint32_t> groupOf(m_rows.size());
    m_rowOfText.clear();
    std::string route;
    for (std::uint32_t index = 0; index < m_rows.size(); ++index) {
        const ScanRow& row = m_rows[index];
        const auto next = static_cast<std::uint32_t>(grouped.size());
        if (row.isAbsent) {
            groupOf[index] = next;
            grouped.push_back(row);
            continue;
        }
        route.clear();
        routes.appendRow(row.text, row.count, route);
        auto known = m_rowOfText.find(route);
        if (known == m_rowOfText.end()) {
            known = m_rowOfText.emplace(m_ownTexts.emplace_back(route), next).first;
            grouped.emplace_back();
            grouped.back().text = known->first;
        }
        groupOf[index] = known->second;
        grouped[known->second].add(row);
    }
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
