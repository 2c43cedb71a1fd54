#include "ui/charts/laneitem.h"

#include "app/base/text.h"
#include "app/timeline/changesbefore.h"
#include "ui/convert.h"
#include "ui/timetext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_set>

namespace faultline {

namespace {

constexpr std::size_t longestLabel = 60;
const Timestamp farFuture = timestampFrom(std::numeric_limits<std::int64_t>::max() / 4 * 3);

QString translated(const char* text)
{
    return QCoreApplication::translate("EventLane", text);
}

LaneItem itemOf(const TimelineEntry& entry)
{
    LaneItem item;
    item.kind = LaneItem::Kind::Entry;
    item.id = entry.id;
    item.group = LaneGroup::Entry;
    item.begin = entry.start;
    item.end = std::max(entry.start, entry.end.value_or(entry.start));
    item.precision = entry.precision;
    item.word = entry.type;
    item.title = oneLine(entry.title);
    item.label = oneLine(entry.title, longestLabel);
    return item;
}

QString precisionWord(Precision precision)
{
    switch (precision) {
    case Precision::About: return translated(QT_TRANSLATE_NOOP("EventLane", "about"));
    case Precision::Before: return translated(QT_TRANSLATE_NOOP("EventLane", "before"));
    case Precision::After: return translated(QT_TRANSLATE_NOOP("EventLane", "after"));
    case Precision::Exact:
    case Precision::Minute:
    case Precision::Range: return {};
    }
    return {};
}

QString timeLine(const LaneItem& item, const TimeZone& zone)
{
    QString text = precisionWord(item.precision);
    text += (text.isEmpty() ? QString() : QStringLiteral(" ")) + instantText(item.begin, zone);
    if (item.isOpen)
        text = translated(QT_TRANSLATE_NOOP("EventLane", "since %1, no end known")).arg(text);
    else if (item.end > item.begin)
        text += QStringLiteral(" → ")
            + (isSameDay(item.begin, item.end, zone) ? clockText(item.end, zone) : instantText(item.end, zone))
            + QStringLiteral(", ") + durationText(item.end - item.begin);
    return text + QStringLiteral("  ") + zoneLabel(zone, item.begin);
}

}    // namespace

Nanoseconds comparedSpan(TimeRange view)
{
    using namespace std::chrono_literals;
    constexpr std::array<Nanoseconds, 11> spans = {1s, 10s, 1min, 5min, 10min, 15min, 30min, 1h, 2h, 6h, 12h};
    const auto found = std::find_if(spans.rbegin(), spans.rend(), [&](Nanoseconds span) { return span <= view.length() / 4; });
    return found == spans.rend() ? spans.front() : *found;
}

QString oneLine(std::string_view text, std::size_t limit)
{
    std::string line = shortened(text, limit);
    std::replace_if(line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
    return toQString(withVisibleControls(line));
}

QString laneLabel(const Event& event)
{
    std::string_view title = event.title;
    // "Deploy main (5f0c3a9) to production: web: card layout": the part that differs stands behind the first colon.
    if (event.kind == "deploy")
        if (const std::size_t colon = title.find(": "); colon != std::string_view::npos && colon + 2 < title.size())
            return translated(QT_TRANSLATE_NOOP("EventLane", "deploy")) + QLatin1Char(' ') + oneLine(title.substr(colon + 2), longestLabel);
    constexpr std::string_view everywhere = " in production";
    if (title.size() > everywhere.size() && title.substr(title.size() - everywhere.size()) == everywhere)
        title.remove_suffix(everywhere.size());
    return oneLine(title, longestLabel);
}

LaneItem laneItemOf(const Event& event)
{
    LaneItem item;
    item.id = event.id;
    item.group = isState(event) ? LaneGroup::State : LaneGroup::Point;
    item.begin = event.start.utc;
    item.isOpen = event.openEnd;
    item.end = event.openEnd ? farFuture : std::max(event.start.utc, event.end ? event.end->utc : event.start.utc);
    item.isChange = isChangeKind(event.kind);
    item.precision = event.precision;
    item.word = event.kind;
    item.title = oneLine(event.title);
    item.label = laneLabel(event);
    return item;
}

std::vector<LaneItem> laneItemsOf(const CaseContents& contents)
{
    std::vector<LaneItem> items;
    items.reserve(contents.events.size() + contents.timeline.size());
    std::unordered_set<std::int64_t> taken;
    for (const TimelineEntry& entry : contents.timeline) {
        items.push_back(itemOf(entry));
        if (entry.eventId)
            taken.insert(*entry.eventId);
    }
    for (const Event& event : contents.events)
        if (event.kind != "human" || !taken.contains(event.id))
            items.push_back(laneItemOf(event));
    std::stable_sort(items.begin(), items.end(), [](const LaneItem& left, const LaneItem& right) { return left.begin < right.begin; });
    return items;
}

QString laneItemText(const LaneItem& item, const CaseContents& contents, const TimeZone& zone)
{
    QStringList lines{item.title, timeLine(item, zone)};
    QStringList about{oneLine(item.word, 60)};
    const auto add = [&about](const std::string& text) {
        if (!text.empty())
            about << oneLine(text, 80);
    };
    if (const TimelineEntry* entry = item.kind == LaneItem::Kind::Entry ? contents.entry(item.id) : nullptr) {
        add(entry->owner);
        for (const std::string& tag : entry->tags)
            add(tag);
        lines << translated(QT_TRANSLATE_NOOP("EventLane", "timeline: %1")).arg(about.join(QStringLiteral(" · ")));
        if (!entry->timeText.empty())
            lines << translated(QT_TRANSLATE_NOOP("EventLane", "written as \"%1\"")).arg(oneLine(entry->timeText, 80));
    }
    if (const Event* event = item.kind == LaneItem::Kind::Event ? contents.event(item.id) : nullptr) {
        add(event->actor);
        add(event->service);
        if (const Source* source = contents.source(event->sourceId))
            add(source->name);
        lines << about.join(QStringLiteral(" · "));
    }
    return lines.join(QLatin1Char('\n'));
}

}    // namespace faultline
