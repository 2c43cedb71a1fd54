#include "app/base/parallel.h"
#include "app/query/breakdownscan.h"

#include <algorithm>
#include <numeric>

namespace faultline {
namespace {

constexpr std::size_t codesPerTask = 8192;

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

/// From one row a path to one row a template or hot path.
void BreakdownScan::groupByRoute()
{
    std::vector<RoutedPath> paths;
    paths.reserve(m_rows.size());
    for (const ScanRow& row : m_rows)
        paths.push_back({row.text, row.code, row.isAbsent, row.count});
    m_routes = std::make_shared<const RouteGroups>(*m_subject.dictionary, *m_subject.templates, paths, m_records);
    std::vector<ScanRow> grouped(m_routes->texts().size());
    for (std::uint32_t group = 0; group < grouped.size(); ++group)
        grouped[group].text = m_routes->texts()[group];
    for (std::uint32_t row = 0; row < m_rows.size(); ++row) {
        ScanRow& group = grouped[m_routes->groupOf(row)];
        group.isAbsent = m_rows[row].isAbsent;
        group.add(m_rows[row]);
    }
    m_rows = std::move(grouped);
    for (ScanPart& part : m_parts) {
        for (std::uint32_t& row : part.rowOfCode)
            row = row == noRow ? noRow : m_routes->groupOf(row);
    }
}

std::string_view BreakdownScan::routeOf(const ScanRow& row) const
{
    return m_routes == nullptr ? std::string_view() : m_routes->routes()[static_cast<std::size_t>(&row - m_rows.data())];
}

std::string BreakdownScan::valueOf(const ScanRow& row) const
{
    if (row.isAbsent)
        return {};
    if (!row.text.empty() || m_subject.kind == KeySubject::Kind::Dictionary || m_subject.kind == KeySubject::Kind::Text)
        return std::string(row.text);
    return textOf(m_subject, m_context, row.number);
}

}    // namespace faultline
