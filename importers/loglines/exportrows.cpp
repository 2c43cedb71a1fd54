#include "importers/loglines/exportrows.h"

#include <algorithm>
#include <cstring>

namespace faultline {

const std::array<std::string_view LogLine::*, ExportRows::fieldCount> ExportRows::fields = {
    &LogLine::text, &LogLine::component, &LogLine::host, &LogLine::process, &LogLine::thread,
    &LogLine::user, &LogLine::clientIp, &LogLine::traceId, &LogLine::rest};

char* ExportRows::reserve(std::size_t size)
{
    constexpr std::size_t blockSize = std::size_t{1} << 20;
    if (size > m_left || m_free == nullptr) {
        m_left = std::max(size, blockSize);
        m_blocks.push_back(std::make_unique_for_overwrite<char[]>(m_left));
        m_free = m_blocks.back().get();
    }
    char* const begin = m_free;
    m_free += size;
    m_left -= size;
    return begin;
}

void ExportRows::add(const LogLine& line)
{
    Row row;
    std::array<std::string_view, fieldCount> texts;
    std::size_t size = 0;
    for (std::size_t i = 0; i < fieldCount; ++i) {
        texts[i] = line.*fields[i];
        if (i == 0) {
            while (texts[i].ends_with('\n') || texts[i].ends_with('\r'))
                texts[i].remove_suffix(1);
        }
        row.sizes[i] = static_cast<std::uint32_t>(texts[i].size());    // a document has 256 MB at most
        size += texts[i].size();
    }
    char* at = reserve(size);
    row.texts = at;
    for (const std::string_view text : texts) {
        if (!text.empty())
            std::memcpy(at, text.data(), text.size());
        at += text.size();
    }
    row.basis = line.time.basis;
    row.severity = line.severity;
    row.hasMessage = line.text.data() != nullptr;
    m_order.push_back({line.time.utc, static_cast<std::uint32_t>(m_rows.size())});
    m_rows.push_back(row);
}

/// Most exports are a few runs that rise or fall: falling ones are turned, then neighbours merged.
void ExportRows::sort()
{
    const auto isEarlier = [](const Place& left, const Place& right) { return left.time < right.time; };
    constexpr std::size_t mostRuns = 64;
    std::vector<std::vector<Place>::iterator> ends{m_order.begin()};
    for (auto at = m_order.begin(); at != m_order.end(); ends.push_back(at)) {
        const auto begin = at++;
        const bool isFalling = at != m_order.end() && isEarlier(*at, *begin);
        while (at != m_order.end() && isEarlier(*at, *(at - 1)) == isFalling)
            ++at;
        if (isFalling)
            std::reverse(begin, at);
        if (ends.size() > mostRuns) {
            std::stable_sort(m_order.begin(), m_order.end(), isEarlier);    // what was turned had no equals
            return;
        }
    }
    for (std::size_t width = 1; width < ends.size() - 1; width *= 2) {
        for (std::size_t i = 0; i + width < ends.size() - 1; i += 2 * width)
            std::inplace_merge(ends[i], ends[i + width], ends[std::min(i + 2 * width, ends.size() - 1)], isEarlier);
    }
}

std::string_view ExportRows::message(std::size_t row) const
{
    const Row& kept = m_rows[m_order[row].row];
    return {kept.texts, kept.sizes[0]};
}

LogLine ExportRows::logLine(std::size_t row) const
{
    const Place& place = m_order[row];
    const Row& kept = m_rows[place.row];
    LogLine line;
    line.time = {place.time, kept.basis, false, false};
    line.severity = kept.severity;
    const char* at = kept.texts;
    for (std::size_t i = 0; i < fieldCount; ++i) {
        const bool isThere = i == 0 ? kept.hasMessage : kept.sizes[i] != 0;
        if (isThere)
            line.*fields[i] = std::string_view(at, kept.sizes[i]);
        at += kept.sizes[i];
    }
    return line;
}

}    // namespace faultline
