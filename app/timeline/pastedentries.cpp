#include "app/timeline/pastedentries.h"

#include "app/base/text.h"
#include "app/import/handwrittentime.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace faultline {

namespace {

constexpr std::size_t mostLines = 20'000;
constexpr std::size_t shownLines = 5;
constexpr std::chrono::hours overMidnight{12};

enum class Layout { Plain, Markdown, Tabs, Commas };
enum class Meaning { Nothing, Time, TimeText, Precision, Title, Body, Type, Tags, Owner, Section };

struct Column {
    Meaning meaning = Meaning::Nothing;
    std::optional<TimeZone> zone;    ///< that the header of a time column names
};

std::string_view stripped(std::string_view text, std::string_view marks)
{
    while (!text.empty() && marks.find(text.front()) != std::string_view::npos)
        text.remove_prefix(1);
    while (!text.empty() && marks.find(text.back()) != std::string_view::npos)
        text.remove_suffix(1);
    return text;
}

void replaceAll(std::string& text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// A code span at the front of `text` as what it holds; false when the fence is not closed.
bool takeCodeSpan(std::string_view& text, std::string& plain)
{
    const std::size_t fence = std::min(text.find_first_not_of('`'), text.size());
    const std::size_t end = text.find(text.substr(0, fence), fence);
    if (end == std::string_view::npos)
        return false;
    std::string_view inner = text.substr(fence, end - fence);
    if (inner.size() > 2 && inner.front() == ' ' && inner.back() == ' ')
        inner = inner.substr(1, inner.size() - 2);
    plain += inner;
    text.remove_prefix(end + fence);
    return true;
}

std::string markdownCell(std::string_view raw)
{
    std::string cell(trimmed(raw));
    for (const auto& [from, to] : {std::pair<std::string_view, std::string_view>{"<br>", "\n"}, {"&#10;", "\n"}, {"&#9;", "\t"}, {"&#32;", " "},
                                   {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}})
        replaceAll(cell, from, to);
    if (cell.size() >= 4 && cell.compare(0, 2, "**") == 0 && cell.compare(cell.size() - 2, 2, "**") == 0)
        cell = cell.substr(2, cell.size() - 4);
    std::string plain;
    std::string_view rest = cell;
    while (!rest.empty()) {
        if (rest.front() == '`' && takeCodeSpan(rest, plain))
            continue;
        const bool isEscape = rest.front() == '\\' && rest.size() > 1 && std::ispunct(static_cast<unsigned char>(rest[1])) != 0;
        plain += rest[isEscape ? 1 : 0];
        rest.remove_prefix(isEscape ? 2 : 1);
    }
    return plain;
}

std::vector<std::string> markdownCells(std::string_view line)
{
    line = trimmed(line);
    if (!line.empty() && line.front() == '|')
        line.remove_prefix(1);
    std::vector<std::string> cells;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == '|') {
            cells.push_back(markdownCell(line.substr(begin, i - begin)));
            begin = i + 1;
        }
    }
    if (begin < line.size())
        cells.push_back(markdownCell(line.substr(begin)));
    return cells;
}

std::vector<std::string> separatedCells(std::string_view line, char separator)
{
    std::vector<std::string> cells(1);
    bool isQuoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        std::string& cell = cells.back();
        if (isQuoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"')
            cell += line[++i];
        else if (line[i] == '"' && (isQuoted || cell.empty()))
            isQuoted = !isQuoted;
        else if (line[i] == separator && !isQuoted)
            cells.emplace_back();
        else
            cell += line[i];
    }
    for (std::string& cell : cells)
        cell = std::string(trimmed(cell));
    return cells;
}

std::vector<std::string> cellsOf(std::string_view line, Layout layout)
{
    switch (layout) {
    case Layout::Markdown: return markdownCells(line);
    case Layout::Tabs: return separatedCells(line, '\t');
    case Layout::Commas: return separatedCells(line, ',');
    case Layout::Plain: break;
    }
    return {std::string(line)};
}

Meaning meaningOf(std::string_view header)
{
    static constexpr std::array<std::pair<std::string_view, Meaning>, 26> names{
        {{"time", Meaning::Time},         {"date", Meaning::Time},           {"when", Meaning::Time},       {"start", Meaning::Time},
         {"timestamp", Meaning::Time},    {"as written", Meaning::TimeText}, {"time_text", Meaning::TimeText}, {"precision", Meaning::Precision},
         {"event", Meaning::Title},       {"title", Meaning::Title},         {"what", Meaning::Title},      {"description", Meaning::Title},
         {"summary", Meaning::Title},     {"details", Meaning::Body},        {"detail", Meaning::Body},     {"body", Meaning::Body},
         {"notes", Meaning::Body},        {"comment", Meaning::Body},        {"type", Meaning::Type},       {"tags", Meaning::Tags},
         {"tag", Meaning::Tags},          {"owner", Meaning::Owner},         {"who", Meaning::Owner},       {"by", Meaning::Owner},
         {"section", Meaning::Section},   {"group", Meaning::Section}}};
    const std::string word = toLower(trimmed(header));
    for (const auto& [name, meaning] : names)
        if (word == name)
            return meaning;
    return Meaning::Nothing;
}

/// "Time (Europe/Paris)", "CEST (+02:00)", "UTC": a column of times and how to read them.
std::optional<TimeZone> zoneOfHeader(std::string_view header)
{
    const std::size_t open = header.find('(');
    const std::size_t close = header.rfind(')');
    const bool hasInner = open != std::string_view::npos && close != std::string_view::npos && close > open;
    const auto zone = TimeZone::named(trimmed(hasInner ? header.substr(open + 1, close - open - 1) : header));
    return zone ? std::optional(*zone) : std::nullopt;
}

std::optional<std::vector<Column>> headerOf(const std::vector<std::string>& cells)
{
    std::vector<Column> columns;
    bool hasTime = false;
    bool hasName = false;
    for (const std::string& cell : cells) {
        Column column{meaningOf(cell), {}};
        const bool isTime = toLower(cell).compare(0, 4, "time") == 0;
        if (column.meaning == Meaning::Nothing) {
            column.zone = zoneOfHeader(cell);
            column.meaning = column.zone || isTime ? Meaning::Time : Meaning::Nothing;
        }
        if (column.meaning == Meaning::Time && hasTime)
            column.meaning = Meaning::Nothing;    // the same moment in a second zone
        hasTime = hasTime || column.meaning == Meaning::Time;
        hasName = hasName || (column.meaning != Meaning::Nothing && column.meaning != Meaning::Time) || isTime;
        columns.push_back(std::move(column));
    }
    return hasTime && hasName ? std::optional(columns) : std::nullopt;
}

bool isRule(const std::vector<std::string>& cells)
{
    return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return stripped(trimmed(cell), ":-").empty(); });
}

class Reader {
public:
    explicit Reader(const EntryTimeSettings& settings) : m_settings(settings) {}

    PastedEntries read(std::string_view text)
    {
        std::vector<std::string_view> lines = split(text, '\n');
        lines.resize(std::min(lines.size(), mostLines));
        m_layout = layoutOf(lines);
        for (std::string_view line : lines) {
            if (!line.empty() && line.back() == '\r')
                line.remove_suffix(1);
            if (trimmed(line).empty())
                continue;
            if (!(m_layout == Layout::Plain ? readLine(line) : readRow(line)))
                leaveOut(line);
        }
        return std::move(m_pasted);
    }

private:
    static Layout layoutOf(const std::vector<std::string_view>& lines)
    {
        std::size_t bars = 0, tabs = 0, filled = 0;
        bool isCommas = false;
        for (const std::string_view line : lines) {
            if (trimmed(line).empty())
                continue;
            if (filled++ == 0)
                isCommas = headerOf(separatedCells(line, ',')).has_value() && line.find(',') != std::string_view::npos;
            if (trimmed(line).front() == '|' || line.find(" | ") != std::string_view::npos)
                ++bars;
            if (trimmed(line).find('\t') != std::string_view::npos)
                ++tabs;
        }
        if (bars * 2 > filled)
            return Layout::Markdown;
        if (tabs * 2 > filled)
            return Layout::Tabs;
        return isCommas ? Layout::Commas : Layout::Plain;
    }

    void leaveOut(std::string_view line)
    {
        ++m_pasted.leftOutLines;
        if (m_pasted.leftOut.size() < shownLines)
            m_pasted.leftOut.emplace_back(trimmed(line));
    }

    std::optional<EntryTime> timeIn(std::string_view text, const std::optional<TimeZone>& zone) const
    {
        EntryTimeSettings settings = m_settings;
        if (zone)
            settings.zone = *zone;
        if (m_day)
            settings.day = m_day;
        auto time = parseEntryTime(text, settings);
        if (!time)
            return {};
        std::string_view rest = text;
        const auto written = scanHandwrittenTime(rest);
        const bool isBare = written && written->start.month == 0;
        // A clock that jumps back by half a day has passed midnight.
        if (isBare && !m_pasted.entries.empty() && time->start + overMidnight < m_pasted.entries.back().start) {
            time->start += std::chrono::hours(24);
            if (time->end)
                *time->end += std::chrono::hours(24);
        }
        return *time;
    }

    void add(const EntryTime& time, TimelineEntry entry)
    {
        entry.start = time.start;
        entry.end = time.end;
        entry.precision = time.precision;
        if (entry.timeText.empty())
            entry.timeText = time.timeText;
        if (entry.section.empty())
            entry.section = m_section;
        m_day = entry.start;
        m_pasted.entries.push_back(std::move(entry));
    }

    bool readRow(std::string_view line)
    {
        const std::vector<std::string> cells = cellsOf(line, m_layout);
        if (isRule(cells))
            return true;
        if (m_columns.empty() && m_pasted.entries.empty())
            if (auto header = headerOf(cells)) {
                m_columns = std::move(*header);
                return true;
            }
        // "-- --" in the first cell is how group rows are marked; it is no word of its own.
        const auto isFilled = [](const std::string& cell) { return !stripped(cell, "- ").empty(); };
        if (std::count_if(cells.begin(), cells.end(), isFilled) == 1)
            return startSection(*std::find_if(cells.begin(), cells.end(), isFilled));
        return m_columns.empty() ? readBareRow(cells) : readNamedRow(cells);
    }

    bool readNamedRow(const std::vector<std::string>& cells)
    {
        TimelineEntry entry;
        std::optional<EntryTime> time;
        std::string precision;
        for (std::size_t i = 0; i < cells.size() && i < m_columns.size(); ++i) {
            const std::string cell = sanitizedUtf8(cells[i]);
            switch (m_columns[i].meaning) {
            case Meaning::Time: time = timeIn(cell, m_columns[i].zone); break;
            case Meaning::TimeText: entry.timeText = cell; break;
            case Meaning::Precision: precision = cell; break;
            case Meaning::Title: entry.title = cell; break;
            case Meaning::Body: entry.body = cell; break;
            case Meaning::Type:
                if (std::find(timelineTypes().begin(), timelineTypes().end(), toLower(cell)) != timelineTypes().end())
                    entry.type = toLower(cell);
                break;
            case Meaning::Tags: entry.tags = parseTags(cell); break;
            case Meaning::Owner: entry.owner = cell; break;
            case Meaning::Section: entry.section = cell; break;
            case Meaning::Nothing: break;
            }
        }
        if (!time || trimmed(entry.title).empty())
            return false;
        (void)fromName(precision, time->precision);
        add(*time, std::move(entry));
        return true;
    }

    /// Without a header: the first cell that is a time, then the title, then details.
    bool readBareRow(const std::vector<std::string>& cells)
    {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto time = timeIn(cells[i], {});
            if (!time)
                continue;
            TimelineEntry entry;
            for (std::size_t j = 0; j < cells.size(); ++j) {
                if (j == i || cells[j].empty())
                    continue;
                std::string& place = entry.title.empty() ? entry.title : entry.body;
                place += (place.empty() ? "" : "\n") + sanitizedUtf8(cells[j]);
            }
            if (entry.title.empty())
                return false;
            add(*time, std::move(entry));
            return true;
        }
        return false;
    }

    /// A line or row that stands alone names the day or the group of what follows.
    bool startSection(std::string_view text)
    {
        text = trimmed(stripped(trimmed(text), "#*-=: "));
        if (text.empty())
            return true;
        if (const auto day = timeIn(text, {}))
            m_day = day->start;
        m_section = sanitizedUtf8(text);
        return true;
    }

    bool readLine(std::string_view line)
    {
        std::string_view rest = trimmed(line);
        const bool isHeading = rest.front() == '#' || rest.back() == ':' || (rest.size() > 4 && rest.substr(0, 2) == "--");
        const bool isIndented = line.front() == ' ' || line.front() == '\t';
        while (!rest.empty() && (rest.front() == '-' || rest.front() == '*' || rest.front() == ' ' || rest.front() == '['))
            rest.remove_prefix(1);
        if (rest.substr(0, 3) == "•")
            rest = trimmed(rest.substr(3));
        std::string_view behind = rest;
        if (scanHandwrittenTime(behind)) {
            const auto time = timeIn(trimmed(rest.substr(0, rest.size() - behind.size())), {});
            for (const std::string_view mark : {"—", "–", "]", ":", "-", ",", "|"})
                if (trimmed(behind).substr(0, mark.size()) == mark)
                    behind = trimmed(behind).substr(mark.size());
            TimelineEntry entry;
            entry.title = sanitizedUtf8(trimmed(behind));
            if (time && !entry.title.empty()) {
                add(*time, std::move(entry));
                return true;
            }
            return time ? startSection(rest) : false;
        }
        if (isHeading)
            return startSection(rest);
        if (m_pasted.entries.empty() || !isIndented)
            return timeIn(rest, {}) ? startSection(rest) : false;
        std::string& body = m_pasted.entries.back().body;
        body += (body.empty() ? "" : "\n") + sanitizedUtf8(rest);
        return true;
    }

    const EntryTimeSettings& m_settings;
    Layout m_layout = Layout::Plain;
    std::vector<Column> m_columns;
    std::optional<Timestamp> m_day;
    std::string m_section;
    PastedEntries m_pasted;
};

}    // namespace

PastedEntries entriesFromText(std::string_view text, const EntryTimeSettings& settings)
{
    return Reader(settings).read(text);
}

}    // namespace faultline
