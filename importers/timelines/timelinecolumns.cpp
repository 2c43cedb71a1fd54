#include "importers/timelines/timelinecolumns.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

using Role = TimelineColumns::Role;

struct NamedRole {
    std::string_view name;
    Role role;
};
constexpr std::array namedRoles = {
    NamedRole{"time", Role::Time},          NamedRole{"timestamp", Role::Time},      NamedRole{"when", Role::Time},
    NamedRole{"datetime", Role::Time},      NamedRole{"date/time", Role::Time},      NamedRole{"date and time", Role::Time},
    NamedRole{"at", Role::Time},            NamedRole{"clock", Role::Time},          NamedRole{"hour", Role::Time},
    NamedRole{"date", Role::Date},          NamedRole{"day", Role::Date},            NamedRole{"start", Role::Start},
    NamedRole{"started", Role::Start},      NamedRole{"start time", Role::Start},    NamedRole{"begin", Role::Start},
    NamedRole{"from", Role::Start},         NamedRole{"end", Role::End},             NamedRole{"ended", Role::End},
    NamedRole{"end time", Role::End},       NamedRole{"to", Role::End},              NamedRole{"until", Role::End},
    NamedRole{"time_text", Role::TimeText}, NamedRole{"as written", Role::TimeText}, NamedRole{"precision", Role::Precision},
    NamedRole{"type", Role::Type},          NamedRole{"category", Role::Type},       NamedRole{"title", Role::Title},
    NamedRole{"event", Role::Title},        NamedRole{"what", Role::Title},          NamedRole{"what happened", Role::Title},
    NamedRole{"summary", Role::Title},      NamedRole{"action", Role::Title},        NamedRole{"description", Role::Body},
    NamedRole{"message", Role::Body},       NamedRole{"text", Role::Body},           NamedRole{"body", Role::Body},
    NamedRole{"details", Role::Body},       NamedRole{"notes", Role::Body},          NamedRole{"comment", Role::Body},
    NamedRole{"comments", Role::Body},      NamedRole{"owner", Role::Owner},         NamedRole{"who", Role::Owner},
    NamedRole{"actor", Role::Owner},        NamedRole{"by", Role::Owner},            NamedRole{"person", Role::Owner},
    NamedRole{"author", Role::Owner},       NamedRole{"tags", Role::Tags},           NamedRole{"tag", Role::Tags},
    NamedRole{"labels", Role::Tags},        NamedRole{"section", Role::Section},     NamedRole{"group", Role::Section},
    NamedRole{"phase", Role::Section},      NamedRole{"id", Role::Ignored},          NamedRole{"event time", Role::Time},
    NamedRole{"activity", Role::Title},     NamedRole{"event description", Role::Title}, NamedRole{"what was done", Role::Title},
    NamedRole{"responsible", Role::Owner},  NamedRole{"responder", Role::Owner},     NamedRole{"performed by", Role::Owner},
    NamedRole{"reported by", Role::Owner},  NamedRole{"stage", Role::Section},       NamedRole{"time of event", Role::Time},
};

Role roleOf(std::string_view header)
{
    header = trimmed(header);
    header.remove_suffix(header.size() - std::min(header.find_last_not_of("?:*") + 1, header.size()));
    const std::string name = toLower(trimmed(header));
    for (const NamedRole& known : namedRoles) {
        if (known.name == name)
            return known.role;
    }
    return Role::Other;
}

/// "Time (CET)", "CEST (+02:00)", "Time [UTC]", "Timestamp UTC", "time_utc": the zone, and the header without it.
std::string zoneInHeader(std::string_view header, std::string& rest)
{
    if (std::string whole = zoneLabelOf(header); !whole.empty()) {
        rest = "time";
        return whole;
    }
    for (const char separator : {'(', '[', ' ', '_'}) {
        const std::size_t at = header.find(separator);
        if (at == std::string_view::npos || at == 0)
            continue;
        std::string_view zone = trimmed(header.substr(at + 1));
        if (!zone.empty() && (zone.back() == ')' || zone.back() == ']') && separator != ' ' && separator != '_')
            zone.remove_suffix(1);
        if (startsWithIgnoringCase(zone, "in "))
            zone.remove_prefix(3);
        std::string label = zoneLabelOf(zone);
        if (label.empty())
            continue;
        rest = std::string(trimmed(header.substr(0, at)));
        return label;
    }
    return {};
}

void promote(std::vector<Role>& roles, Role from, Role to)
{
    if (std::find(roles.begin(), roles.end(), to) != roles.end())
        return;
    const auto found = std::find(roles.begin(), roles.end(), from);
    if (found != roles.end())
        *found = to;
}

std::optional<Role> statedRole(const std::map<std::string, std::string>& stated, const std::string& header, std::size_t number)
{
    for (const auto& [role, column] : stated) {
        if (equalsIgnoringCase(trimmed(header), column) || std::to_string(number) == column)
            return roleOf(role);
    }
    return std::nullopt;
}

bool isBlankText(const std::string& text) { return trimmed(text).empty(); }

/// Instant of a cell that carries its own offset.
std::optional<Timestamp> instantIn(std::string_view text, const DateOrders& orders)
{
    const auto time = scanHandwrittenTime(text, orders);
    if (!time || !trimmed(text).empty() || time->end || !time->hasClock || time->start.year == 0)
        return std::nullopt;
    const auto local = localTimeOf(time->start);
    if (!local || !statesOffset(time->start))
        return std::nullopt;
    return TimeZone::fixed(std::chrono::seconds(time->start.offsetSeconds.value_or(0))).resolve(*local).utc;
}

}    // namespace

TimelineColumns::TimelineColumns(const std::vector<std::string>& headers, const std::map<std::string, std::string>& byName) : m_headers(headers)
{
    std::vector<std::string> zones;
    std::vector<bool> stated;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        std::string name = headers[i];
        const std::string zone = zoneInHeader(trimmed(headers[i]), name);
        const auto byUser = statedRole(byName, headers[i], i + 1);
        Role role = byUser ? *byUser : roleOf(name);
        if (!byUser && !zone.empty() && role == Role::Other)
            role = Role::Time;
        m_roles.push_back(role);
        zones.push_back(zone);
        stated.push_back(byUser.has_value());
    }
    const bool hasStart = std::find(m_roles.begin(), m_roles.end(), Role::Start) != m_roles.end();
    if (!hasStart)
        promote(m_roles, Role::Date, Role::Time);
    keepOneTime(zones, stated);
    promote(m_roles, Role::Body, Role::Title);
    promote(m_roles, Role::Other, Role::Title);
    for (std::size_t i = 0; i < m_roles.size(); ++i) {
        if (m_roles[i] == Role::ParallelTime)
            m_roles[i] = Role::Other;
        if (m_label.empty() && (m_roles[i] == Role::Time || m_roles[i] == Role::Start))
            m_label = zones[i];
    }
}

/// "PT | UTC | Event": of several clocks the one that needs no zone table is read, the others stay as they are written.
void TimelineColumns::keepOneTime(const std::vector<std::string>& zones, const std::vector<bool>& stated)
{
    const auto rank = [&](std::size_t i) {
        const ZoneReading reading = readZoneLabel(zones[i]);
        return stated[i] ? 3 : reading.zone && reading.zone->isUtc() ? 2 : reading.zone ? 1 : 0;
    };
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < m_roles.size(); ++i) {
        if (m_roles[i] == Role::Time && (!best || rank(i) > rank(*best)))
            best = i;
    }
    for (std::size_t i = 0; best && i < m_roles.size(); ++i) {
        if (m_roles[i] == Role::Time && i != *best)
            m_roles[i] = Role::ParallelTime;
    }
}

bool TimelineColumns::hasTime() const
{
    return std::any_of(m_roles.begin(), m_roles.end(), [](Role role) { return role == Role::Time || role == Role::Start; });
}

bool TimelineColumns::hasTitle() const
{
    return std::find(m_roles.begin(), m_roles.end(), Role::Title) != m_roles.end();
}

bool TimelineColumns::isExport() const
{
    return std::find(m_roles.begin(), m_roles.end(), Role::TimeText) != m_roles.end();
}

std::string_view TimelineColumns::cell(Role role) const
{
    for (std::size_t i = 0; i < m_roles.size() && i < m_cells.size(); ++i) {
        if (m_roles[i] == role)
            return m_cells[i];
    }
    return {};
}

TimelineLine TimelineColumns::row(std::vector<std::string> cells, const DateOrders& orders)
{
    m_cells = std::move(cells);
    std::size_t breaks = 0;
    std::vector<const std::string*> texts;
    for (const std::string& one : m_cells) {
        if (isBreakText(one))
            ++breaks;
        else if (!isBlankText(one))
            texts.push_back(&one);
    }
    TimelineLine line;
    if (breaks > 0 && (texts.empty() || (texts.size() == 1 && isBreakText(m_cells.front())))) {
        line.kind = texts.empty() && !isExport() ? TimelineLine::Kind::Break : TimelineLine::Kind::Section;
        if (!texts.empty())
            line.section = *texts.front();
        return line;
    }
    if (breaks == 0 && texts.empty())
        return line;
    return moments(orders);
}

TimelineLine TimelineColumns::moments(const DateOrders& orders)
{
    TimelineLine line;
    line.kind = TimelineLine::Kind::Row;
    line.isExact = isExport();
    addTexts(line);
    if (takeInstants(line, orders))
        return line;
    const std::string_view start = cell(Role::Start);
    const std::string_view time = !cell(Role::Time).empty() ? cell(Role::Time) : start;
    std::string_view date = cell(Role::Date);
    if (!trimmed(date).empty())
        line.date = scanHandwrittenTime(date, orders);
    std::string_view rest = time;
    line.times = scanHandwrittenTimes(rest, orders);
    if (trimmed(time).empty() && !line.body.empty()) {
        line.kind = TimelineLine::Kind::Body;    // more about the row above
        return line;
    }
    if (line.times.empty()) {
        line.kind = TimelineLine::Kind::Reject;
        line.reason = "\"" + shortened(trimmed(time), 40) + "\" in the time column is no time that the program knows";
        return line;
    }
    std::string_view end = cell(Role::End);
    if (const auto last = scanHandwrittenTime(end, orders); last && !line.times.front().end) {
        line.times.front().end = last->start;
        line.times.front().precision = Precision::Range;
    }
    if (!line.isExact) {
        line.timeText = std::string(trimmed(time));
        if (line.date)
            line.timeText = std::string(line.date->text) + " " + line.timeText;
    }
    return line;
}

bool TimelineColumns::takeInstants(TimelineLine& line, const DateOrders& orders) const
{
    line.start = instantIn(cell(Role::Start), orders);
    if (!line.start)
        return false;
    line.end = instantIn(cell(Role::End), orders);
    if (!line.isExact && line.timeText.empty())
        line.timeText = std::string(trimmed(cell(Role::Start)));
    return true;
}

void TimelineColumns::addTexts(TimelineLine& line) const
{
    const std::string_view title = cell(Role::Title);
    const std::string_view body = cell(Role::Body);
    const bool hasBody = std::find(m_roles.begin(), m_roles.end(), Role::Body) != m_roles.end();
    if (line.isExact || (hasBody && !trimmed(title).empty())) {
        line.title = std::string(title);
        line.body = std::string(body);
    } else {
        line.body = std::string(trimmed(title));
    }
    line.timeText = std::string(cell(Role::TimeText));
    line.owner = std::string(cell(Role::Owner));
    line.section = std::string(cell(Role::Section));
    Precision precision = Precision::Exact;
    if (fromName(trimmed(cell(Role::Precision)), precision))
        line.precision = precision;
    for (std::size_t i = 0; i < m_roles.size() && i < m_cells.size(); ++i) {
        if (m_cells[i].empty())
            continue;
        if (m_roles[i] == Role::Type)
            line.fields.emplace_back("type", m_cells[i]);
        else if (m_roles[i] == Role::Tags)
            line.fields.emplace_back("tags", m_cells[i]);
        else if (m_roles[i] == Role::Other)
            line.fields.emplace_back(m_headers[i], m_cells[i]);
    }
}

}    // namespace faultline
