#include "importers/events/icalendar.h"

#include "app/base/text.h"
#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"
#include "importers/events/eventformat.h"

#include <map>
#include <optional>

namespace faultline {

namespace {

constexpr std::size_t longestLine = 256 * 1024;    // unfolded
constexpr std::size_t mostProperties = 200;

/// "DTSTART;TZID=Europe/Paris:20240422T084500" in its parts.
struct Property {
    std::string name, parameters, value;
};

std::optional<Property> propertyOf(std::string_view line)
{
    bool quoted = false;
    std::size_t semicolon = std::string_view::npos;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '"')
            quoted = !quoted;
        else if (line[at] == ';' && !quoted && semicolon == std::string_view::npos)
            semicolon = at;
        else if (line[at] == ':' && !quoted) {
            const std::size_t end = std::min(semicolon, at);
            Property property;
            for (const char c : line.substr(0, end))
                property.name += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
            property.parameters = semicolon < at ? line.substr(semicolon + 1, at - semicolon - 1) : std::string_view{};
            property.value = line.substr(at + 1);
            return property.name.empty() ? std::nullopt : std::optional(property);
        }
    }
    return std::nullopt;
}

std::string_view parameter(std::string_view parameters, std::string_view name)
{
    for (std::string_view part : split(parameters, ';')) {
        if (!startsWithIgnoringCase(part, name) || part.size() <= name.size() || part[name.size()] != '=')
            continue;
        part.remove_prefix(name.size() + 1);
        if (part.size() > 1 && part.front() == '"' && part.back() == '"')
            part = part.substr(1, part.size() - 2);
        return part;
    }
    return {};
}

/// "Line\, one\nline two" as text.
std::string unescaped(std::string_view value)
{
    std::string text;
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (value[at] != '\\' || at + 1 == value.size()) {
            text += value[at];
            continue;
        }
        ++at;
        text += value[at] == 'n' || value[at] == 'N' ? '\n' : value[at];
    }
    return text;
}

/// "P1DT2H30M", "PT45M", "P2W"; nothing for others and for negative ones.
std::optional<std::chrono::seconds> durationOf(std::string_view text)
{
    TextCursor cursor(text);
    cursor.take("+");
    if (!cursor.take("P"))
        return std::nullopt;
    std::int64_t seconds = 0;
    bool any = false;
    while (!cursor.rest().empty()) {
        if (cursor.take("T"))
            continue;
        const auto number = cursor.number(1, 6);
        const char unit = cursor.peek();
        if (!number)
            return std::nullopt;
        const std::int64_t scale = unit == 'W' ? 604'800 : unit == 'D' ? 86'400 : unit == 'H' ? 3'600 : unit == 'M' ? 60 : unit == 'S' ? 1 : 0;
        if (scale == 0)
            return std::nullopt;
        seconds += *number * scale;
        ++cursor.at;
        any = true;
    }
    return any ? std::optional(std::chrono::seconds(seconds)) : std::nullopt;
}

class Reader final : public RecordReader {
public:
    explicit Reader(const TimeSettings& settings) : m_settings(settings), m_resolver(settings) {}

    void line(std::string_view line, RecordSink& sink) override
    {
        if (!line.empty() && (line.front() == ' ' || line.front() == '\t') && m_hasLine) {
            if (m_unfolded.size() < longestLine)
                m_unfolded += line.substr(1);
            return door(sink);
        }
        take(sink);
        m_unfolded = line;
        m_hasLine = true;
        // A component is known by its first line, before the next one completes it.
        if (startsWithIgnoringCase(trimmed(line), "BEGIN:VEVENT") && !m_isInside) {
            m_isInside = true;
            m_properties.clear();
            m_firstLine = sink.lineNumber();
        }
        if (startsWithIgnoringCase(trimmed(line), "END:VEVENT") && m_isInside) {
            m_hasLine = false;
            return end(sink);
        }
        door(sink);
    }

    void finish(RecordSink& sink) override
    {
        take(sink);
        if (!std::exchange(m_isInside, false))
            return;
        sink.recordsBelongTo(m_firstLine);
        sink.reject("cut-event", "The event that begins here has no END:VEVENT");
        sink.recordsBelongTo(0);
    }

    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    void door(RecordSink& sink) const
    {
        if (m_isInside)
            sink.continuation();
        else
            sink.skip();
    }

    /// The unfolded line is whole: the next one has begun.
    void take(RecordSink&)
    {
        if (!std::exchange(m_hasLine, false))
            return;
        const auto property = propertyOf(m_unfolded);
        if (!property)
            return;
        if (property->name == "BEGIN" && m_isInside && property->value != "VEVENT")
            ++m_depth;    // an alarm has a trigger and a text of its own
        else if (property->name == "END" && m_depth > 0)
            --m_depth;
        else if (m_isInside && m_depth == 0 && m_properties.size() < mostProperties)
            m_properties.try_emplace(property->name, *property);
    }

    void end(RecordSink& sink)
    {
        m_isInside = false;
        m_depth = 0;
        sink.recordsBelongTo(m_firstLine);
        const Property* begin = find("DTSTART");
        bool isWholeDay = false;
        const auto start = begin == nullptr ? std::nullopt : instant(*begin, isWholeDay, sink);
        if (!start) {
            sink.recordsBelongTo(0);
            return sink.reject("bad-time", begin == nullptr ? std::string("The event has no DTSTART")
                                                            : "\"" + shortened(begin->value, 40) + "\" is no time that exists");
        }
        Event event;
        event.start = *start;
        event.precision = isWholeDay ? Precision::Range : Precision::Exact;
        setEnd(event, isWholeDay, sink);
        describe(event);
        tellRule(event, sink);
        event.line = m_firstLine;
        sink.event(std::move(event));
        sink.recordsBelongTo(0);
        sink.continuation();
    }

    void setEnd(Event& event, bool isWholeDay, RecordSink& sink)
    {
        bool endIsDay = false;
        std::optional<RecordTime> last;
        if (const Property* end = find("DTEND"))
            last = instant(*end, endIsDay, sink);
        else if (const Property* duration = find("DURATION"))
            last = after(event.start, durationOf(duration->value));
        else if (isWholeDay)
            last = after(event.start, std::chrono::hours(24));
        if (last && last->utc > event.start.utc)
            event.end = last;
    }

    static std::optional<RecordTime> after(RecordTime start, std::optional<std::chrono::seconds> length)
    {
        std::int64_t end = 0;
        if (!length || __builtin_add_overflow(nanosecondsOf(start.utc), std::chrono::nanoseconds(*length).count(), &end))
            return std::nullopt;
        start.utc = timestampFrom(end);
        return start;
    }

    void describe(Event& event) const
    {
        event.title = titleLine(text("SUMMARY"));
        event.body = text("DESCRIPTION");
        event.actor = person("ORGANIZER");
        event.link = text("URL");
        if (event.title.empty())
            event.title = "(no title)";
        const bool isFreeze = containsIgnoringCase(event.title, "freeze");    // "Release freeze" is no release
        event.kind = isFreeze ? "calendar" : kindByWords(event.title + ' ' + text("CATEGORIES"), "calendar");
        if (equalsIgnoringCase(text("STATUS"), "CANCELLED"))
            event.title += " (cancelled)";
        addField(event, "location", text("LOCATION"));
        addField(event, "categories", text("CATEGORIES"));
        addField(event, "status", text("STATUS"));
        addField(event, "repeats", text("RRULE"));
        addField(event, "instance_of", text("RECURRENCE-ID"));
        addField(event, "id", text("UID"));
    }

    void tellRule(const Event& event, RecordSink& sink) const
    {
        if (const std::string rule = text("RRULE"); !rule.empty())
            sink.issue("repeats-not-expanded", "\"" + event.title + "\" repeats (" + shortened(rule, 80) + "); only its first time is read");
    }

    /// "20240422T064500Z", "20240422T084500" with a TZID or floating, "20240422".
    std::optional<RecordTime> instant(const Property& property, bool& isWholeDay, RecordSink& sink)
    {
        const std::string_view text = trimmed(property.value);
        isWholeDay = text.size() == 8;
        std::string stamp(text);
        if (isWholeDay)
            stamp += "T000000";
        auto written = parseAnyTime(stamp);
        if (!written || written->epoch)
            return std::nullopt;
        const std::string zone(parameter(property.parameters, "TZID"));
        if (written->offsetSeconds || zone.empty() || isWholeDay)
            return m_resolver.resolve(*written);
        TimeResolver* resolver = resolverOf(zone, sink);
        auto time = (resolver != nullptr ? *resolver : m_resolver).resolve(*written);
        if (time && resolver != nullptr)
            time->basis = TimeBasis::ZoneWord;    // stays when the source's zone is changed
        return time;
    }

    /// nullptr for zones that nobody knows.
    TimeResolver* resolverOf(const std::string& zone, RecordSink& sink)
    {
        const auto known = m_zones.find(zone);
        if (known != m_zones.end())
            return known->second ? &*known->second : nullptr;
        auto named = TimeZone::named(zone);
        // "/freeassociation.sourceforge.net/Europe/Paris": a path with the name at its end
        for (std::size_t slash = zone.find('/'); !named && slash != std::string::npos; slash = zone.find('/', slash + 1))
            named = TimeZone::named(std::string_view(zone).substr(slash + 1));
        std::optional<TimeResolver> resolver;
        if (named) {
            TimeSettings settings = m_settings;
            settings.zone = *named;
            resolver.emplace(settings);
        } else {
            sink.issue("zone-unknown", "TZID \"" + shortened(zone, 60) + "\" is no zone that the program knows; its times are read in the source's zone");
        }
        auto& kept = m_zones.emplace(zone, std::move(resolver)).first->second;
        return kept ? &*kept : nullptr;
    }

    const Property* find(const char* name) const
    {
        const auto found = m_properties.find(name);
        return found == m_properties.end() ? nullptr : &found->second;
    }

    std::string text(const char* name) const
    {
        const Property* property = find(name);
        return property == nullptr ? std::string() : unescaped(trimmed(property->value));
    }

    std::string person(const char* name) const
    {
        const Property* property = find(name);
        if (property == nullptr)
            return {};
        if (const std::string_view common = parameter(property->parameters, "CN"); !common.empty())
            return std::string(common);
        std::string_view address = trimmed(property->value);
        if (startsWithIgnoringCase(address, "mailto:"))
            address.remove_prefix(7);
        return std::string(address);
    }

    TimeSettings m_settings;
    TimeResolver m_resolver;
    std::map<std::string, std::optional<TimeResolver>> m_zones;
    std::map<std::string, Property> m_properties;
    std::string m_unfolded;
    std::uint64_t m_firstLine = 0;
    int m_depth = 0;
    bool m_hasLine = false;
    bool m_isInside = false;
};

}    // namespace

const FormatInfo& ICalendar::info() const
{
    static constexpr FormatInfo info{.id = "icalendar",
                                     .title = "iCalendar (on-call shifts, maintenance windows)",
                                     .records = "event",
                                     .framing = Framing::OrderedLines,
                                     .zone = "UTC, TZID, else the source's zone",
                                     .specification = "RFC 5545"};
    return info;
}

Detection ICalendar::detect(const SourceHead& head) const
{
    if (!startsWithIgnoringCase(trimmed(head.text.substr(0, 256)), "BEGIN:VCALENDAR"))
        return {};
    return {98, "begins with BEGIN:VCALENDAR", Anchor::Unknown, Basis::Assumed, {}};
}

std::unique_ptr<RecordReader> ICalendar::open(const ReaderContext& context) const
{
    return std::make_unique<Reader>(context.time);
}

}    // namespace faultline
