#include "app/base/timezone.h"

#include "app/base/text.h"

#include <QTimeZone>

#include <algorithm>
#include <array>
#include <limits>

namespace faultline {

namespace {

constexpr std::int64_t nanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t utcWidestOffset = 26 * 3600;    // no zone was ever further from UTC

std::int64_t floorSeconds(std::int64_t nanoseconds)
{
    return nanoseconds / nanosecondsPerSecond - (nanoseconds % nanosecondsPerSecond < 0 ? 1 : 0);
}

// local - offset, staying at the ends of the time line.
Timestamp shifted(LocalTime local, std::int64_t offsetSeconds)
{
    const std::int64_t wall = local.time_since_epoch().count();
    std::int64_t result = 0;
    if (__builtin_sub_overflow(wall, offsetSeconds * nanosecondsPerSecond, &result))
        result = wall < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
    return timestampFrom(result);
}

std::string offsetName(std::int64_t seconds)
{
    // The wall clock of the epoch ends with the offset: "1970-01-01T02:00:00+02:00".
    const std::string text = formatWithOffset(Timestamp{}, std::chrono::seconds{seconds}, false);
    return text.substr(19);
}

std::optional<int> twoDigits(std::string_view text)
{
    if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return {};
    return (text[0] - '0') * 10 + (text[1] - '0');
}

// "+02:00", "+0200", "+02", "+2", each also after "UTC" or "GMT" as people write it (Etc/GMT-2 means the opposite).
std::optional<std::int64_t> parseOffset(std::string_view text)
{
    if (startsWithIgnoringCase(text, "UTC") || startsWithIgnoringCase(text, "GMT"))
        text.remove_prefix(3);
    if (text.size() < 2 || (text.front() != '+' && text.front() != '-'))
        return {};
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    std::optional<int> hours;
    std::optional<int> minutes = 0;
    if (text.size() == 1 && text[0] >= '0' && text[0] <= '9') {
        hours = text[0] - '0';
    } else {
        hours = twoDigits(text.substr(0, 2));
        std::string_view rest = text.substr(std::min<std::size_t>(2, text.size()));
        if (rest.size() == 3 && rest.front() == ':')
            rest.remove_prefix(1);
        if (!rest.empty())
            minutes = twoDigits(rest);
    }
    if (!hours || !minutes || *hours > 15 || *minutes > 59)
        return {};
    return sign * (*hours * 3600 + *minutes * 60);
}

// Identifiers of the zone database without an area. Qt 6.4 reads any other bare word as a POSIX rule ("foo" is UTC to it), and
// even HST, whose file has no transitions.
constexpr std::array<std::string_view, 33> bareIdentifiers = {
    "CET",  "CST6CDT", "Cuba",  "EET",       "EST5EDT", "Egypt",   "Eire",    "GB",      "GB-Eire",  "Hongkong", "Iceland",
    "Iran", "Israel",  "Japan", "Kwajalein", "Libya",   "MET",     "MST7MDT", "NZ",      "NZ-CHAT",  "Navajo",   "PRC",
    "PST8PDT", "Poland", "Portugal", "ROC",  "ROK",     "Singapore", "Turkey", "W-SU",   "WET",      "Jamaica",  "Greenwich"};

// Qt leaves aliases without a country ("CET", "US/Pacific") out of its list, and takes file paths beside identifiers.
bool isAliasSpelling(std::string_view text)
{
    if (text.find('/') == std::string_view::npos)
        return std::find(bareIdentifiers.begin(), bareIdentifiers.end(), text) != bareIdentifiers.end();
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_-+";
    return text.size() <= 40 && text.front() != '/' && text.substr(0, 6) != "right/" && text.substr(0, 6) != "posix/" &&
           text.find_first_not_of(allowed) == std::string_view::npos;
}

// The identifier as the zone database spells it, or empty.
QByteArray canonicalIdentifier(std::string_view text)
{
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds()) {
        if (equalsIgnoringCase(text, {id.constData(), static_cast<std::size_t>(id.size())}))
            return id;
    }
    const QByteArray id(text.data(), static_cast<qsizetype>(text.size()));
    if (isAliasSpelling(text) && QTimeZone(id).isValid())
        return id;
    return QTimeZone::windowsIdToDefaultIanaId(id);    // "W. Europe Standard Time" in calendars of Outlook
}

Error unknownZone(std::string_view text)
{
    return {ErrorKind::Usage, "\"" + withVisibleControls(shortened(text, 60)) + "\" is not a time zone",
            "It is neither in the zone database nor an offset", "Write a name such as Europe/Paris, UTC, or an offset such as +02:00"};
}

Error abbreviationRefused(std::string_view text, const std::vector<ZoneMeaning>& meanings)
{
    std::string list;
    for (const ZoneMeaning& meaning : meanings) {
        list += list.empty() ? "" : "; ";
        list += offsetName(meaning.offset.count());
        list.append(" ").append(meaning.region);
    }
    return {ErrorKind::Usage, "\"" + std::string(text) + "\" is an abbreviation, not a time zone", "It can mean: " + list,
            "Write the zone's name, such as Europe/Paris, or the offset, such as +02:00"};
}

}    // namespace

/// offsets[0] holds before transitions[0], offsets[i] from transitions[i - 1] on.
struct TimeZone::Table {
    std::string name;
    std::vector<std::int64_t> transitions;    // seconds UTC, rising
    std::vector<std::int32_t> offsets;
    std::vector<std::string> abbreviations;

    std::size_t periodAt(std::int64_t seconds) const
    {
        return static_cast<std::size_t>(std::upper_bound(transitions.begin(), transitions.end(), seconds) - transitions.begin());
    }
    bool contains(std::size_t period, std::int64_t seconds) const
    {
        return (period == 0 || seconds >= transitions[period - 1]) && (period == transitions.size() || seconds < transitions[period]);
    }
};

namespace {

constexpr qint64 firstTransitionMs = -2'208'988'800'000;    // 1900-01-01
constexpr qint64 lastTransitionMs = 4'102'444'800'000;      // 2100-01-01

QTimeZone::OffsetDataList transitionsOf(const QTimeZone& zone, const QDateTime& start)
{
    const auto end = QDateTime::fromMSecsSinceEpoch(lastTransitionMs, Qt::UTC);
    QTimeZone::OffsetDataList changes = zone.transitions(start, end);
    // Qt lists what the zone file lists, which ends in 2037; beyond it only nextTransition() follows the file's rule.
    QDateTime last = changes.isEmpty() ? start : changes.back().atUtc;
    for (int i = 0; i < 400; ++i) {
        const QTimeZone::OffsetData next = zone.nextTransition(last.addSecs(1));    // at the last one itself it finds none
        if (!next.atUtc.isValid() || next.atUtc <= last || next.atUtc > end)
            break;
        changes.push_back(next);
        last = next.atUtc;
    }
    return changes;
}

}    // namespace

TimeZone::TimeZone(std::shared_ptr<const Table> table) : m_table(std::move(table)) {}

TimeZone::TimeZone()
{
    static const auto table = std::make_shared<const Table>(Table{"UTC", {}, {0}, {"UTC"}});
    m_table = table;
}

TimeZone TimeZone::utc()
{
    return {};
}

TimeZone TimeZone::fixed(std::chrono::seconds offset)
{
    if (offset.count() == 0)
        return {};
    const std::int64_t seconds = std::clamp<std::int64_t>(offset.count(), -utcWidestOffset, utcWidestOffset);
    return TimeZone(std::make_shared<const Table>(Table{offsetName(seconds), {}, {static_cast<std::int32_t>(seconds)}, {""}}));
}

Result<TimeZone> TimeZone::named(std::string_view text)
{
    text = trimmed(text);
    if (text.empty())
        return unknownZone(text);
    for (const std::string_view name : {"UTC", "Z", "GMT", "GMT0", "Etc/UTC", "Etc/GMT", "Etc/UCT", "UCT", "Zulu", "Universal"}) {
        if (equalsIgnoringCase(text, name))
            return TimeZone();
    }
    if (const std::optional<std::int64_t> offset = parseOffset(text))
        return fixed(std::chrono::seconds{*offset});
    const std::vector<ZoneMeaning> meanings = meaningsOfZoneWord(text);
    if (meanings.size() > 1)
        return abbreviationRefused(text, meanings);
    const QByteArray id = canonicalIdentifier(text);
    if (id.isEmpty())
        return meanings.empty() ? unknownZone(text) : abbreviationRefused(text, meanings);

    const QTimeZone zone(id);
    const auto start = QDateTime::fromMSecsSinceEpoch(firstTransitionMs, Qt::UTC);
    Table table{id.toStdString(), {}, {zone.offsetFromUtc(start)}, {zone.abbreviation(start).toStdString()}};
    for (const QTimeZone::OffsetData& change : transitionsOf(zone, start)) {
        const std::int64_t seconds = floorSeconds(change.atUtc.toMSecsSinceEpoch() * 1'000'000);
        if (!table.transitions.empty() && seconds <= table.transitions.back())
            continue;
        table.transitions.push_back(seconds);
        table.offsets.push_back(change.offsetFromUtc);
        table.abbreviations.push_back(change.abbreviation.toStdString());
    }
    return TimeZone(std::make_shared<const Table>(std::move(table)));
}

const std::string& TimeZone::name() const
{
    return m_table->name;
}

bool TimeZone::isUtc() const
{
    return m_table->name == "UTC";
}

std::chrono::seconds TimeZone::offsetAt(Timestamp utc) const
{
    return std::chrono::seconds{m_table->offsets[m_table->periodAt(floorSeconds(nanosecondsOf(utc)))]};
}

std::string TimeZone::labelAt(Timestamp utc) const
{
    if (isUtc())
        return "UTC";
    const std::size_t period = m_table->periodAt(floorSeconds(nanosecondsOf(utc)));
    const std::string& abbreviation = m_table->abbreviations[period];
    const std::string offset = offsetName(m_table->offsets[period]);
    // Zones without a word of their own are called "+03" or "-0330" in the database.
    if (abbreviation.empty() || abbreviation.front() == '+' || abbreviation.front() == '-')
        return offset;
    return abbreviation + " (" + offset + ")";
}

TimeZone::Resolved TimeZone::resolve(LocalTime local) const
{
    const Table& table = *m_table;
    const std::int64_t wall = floorSeconds(local.time_since_epoch().count());
    const std::size_t first = table.periodAt(wall - utcWidestOffset);
    const std::size_t last = table.periodAt(wall + utcWidestOffset);
    Resolved result;
    int matches = 0;
    for (std::size_t period = first; period <= last; ++period) {
        if (!table.contains(period, wall - table.offsets[period]))
            continue;
        result.other = shifted(local, table.offsets[period]);
        if (++matches == 1)
            result.utc = result.other;
    }
    if (matches > 0) {
        result.kind = result.utc == result.other ? LocalKind::Unique : LocalKind::Overlap;
        return result;
    }
    // No period has this wall clock: it lies between the end of one, by its own clock, and the start of the next.
    std::size_t before = first;
    while (before < last && wall >= table.transitions[before] + table.offsets[before + 1])
        ++before;
    result.utc = result.other = shifted(local, table.offsets[before]);
    result.kind = LocalKind::Gap;
    return result;
}

}    // namespace faultline
