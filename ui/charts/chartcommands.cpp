#include "ui/charts/chartcommands.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/charts/baselinemenu.h"
#include "ui/charts/chartevidence.h"
#include "ui/charts/chartheader.h"
#include "ui/charts/chartstack.h"
#include "ui/charts/eventlane.h"
#include "ui/charts/momentfinder.h"

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr double zoomStep = 0.75;
constexpr int farthestOut = 20;                     // times the range of the data
constexpr Nanoseconds focusedInstant = minutes(30);
constexpr int heightStep = 24;

TimeRange around(Timestamp centre, Nanoseconds length)
{
    return {centre - length / 2, centre + length / 2};
}

bool mayStack(const ChartSpec& spec)
{
    return spec.lines.size() == 1 && spec.lines.front().kind == LineKind::Records;
}

}    // namespace

ChartCommands::ChartCommands(ChartStack& stack, CaseSession& session, Actions& actions, const Theme& theme)
    : m_stack(stack), m_session(session), m_actions(actions), m_theme(theme)
{
    bindView();
    bindSelection();
    bindCharts();
    bindMarks();
    bindDialogs();
}

void ChartCommands::bind(const char* id, std::function<void()> run)
{
    m_actions.bind(id, &m_stack, std::move(run));
}

void ChartCommands::withChart(const char* id, std::function<void(TimeChart&)> run)
{
    bind(id, [this, run = std::move(run)] {
        if (TimeChart* chart = m_stack.current())
            run(*chart);
    });
}

void ChartCommands::bindView()
{
    for (const char* id : {"chart.zoomIn", "view.zoomIn"})
        bind(id, [this] { zoom(zoomStep); });
    for (const char* id : {"chart.zoomOut", "view.zoomOut"})
        bind(id, [this] { zoom(1 / zoomStep); });
    bind("chart.panLeft", [this] { pan(-0.1); });
    bind("chart.panRight", [this] { pan(0.1); });
    bind("chart.pageLeft", [this] { pan(-1); });
    bind("chart.pageRight", [this] { pan(1); });
    bind("chart.begin", [this] { goToEnd(-1); });
    bind("chart.end", [this] { goToEnd(1); });
    bind("chart.cursorLeft", [this] { moveCursor(-1); });
    bind("chart.cursorRight", [this] { moveCursor(1); });
    bind("chart.nextEvent", [this] { m_stack.lane().selectNeighbour(1); });
    bind("chart.previousEvent", [this] { m_stack.lane().selectNeighbour(-1); });
    bind("chart.focus", [this] { focusThenFit(); });
    bind("chart.back", [this] { m_session.goBack(); });
    const std::pair<const char*, const char*> elsewhere[]{
        {"chart.range", "view.range"}, {"chart.utc", "view.zone"}, {"chart.filter", "filter.focus"}, {"chart.keys", "help.keys"}};
    for (const auto& [own, other] : elsewhere)
        bind(own, [this, other = other] { m_actions.action(other)->trigger(); });
}

void ChartCommands::bindSelection()
{
    bind("chart.selectLeft", [this] { extendSelection(-1); });
    bind("chart.selectRight", [this] { extendSelection(1); });
    bind("chart.zoomToSelection", [this] {
        if (const auto selection = m_session.look().selection)
            m_session.setView(*selection);
    });
    bind("chart.clear", [this] { clear(); });
    bind("chart.rangeToEvent", [this] { selectRangeOfEvent(); });
    for (const char* id : {"chart.baseline", "analyse.baseline"})
        bind(id, [this] {
            if (m_session.look().selection)
                m_session.setBaseline(m_session.look().selection);
        });
    bind("chart.baselineMenu", [this] { showBaselineMenu(); });
    bind("analyse.baselineBefore", [this] { m_session.setBaseline({}); });
    bind("analyse.baselineDay", [this] { setBaselineBefore(hours(24)); });
    bind("analyse.baselineWeek", [this] { setBaselineBefore(hours(24 * 7)); });
    bind("analyse.compareOff", [this] { m_session.setOverlay({}); });
    bindWindowTime();
    const auto update = [this] {
        m_actions.setEnabled("analyse.compareOff", m_session.look().overlayShift.has_value());
        m_actions.setEnabled("analyse.baseline", m_session.look().selection.has_value());
    };
    connect(&m_session, &CaseSession::overlayChanged, this, update);
    connect(&m_session, &CaseSession::selectionChanged, this, update);
    update();
}

void ChartCommands::bindWindowTime()
{
    constexpr std::pair<const char*, WindowTime> times[]{{"analyse.timeWritten", WindowTime::Written},
                                                         {"analyse.timeArrival", WindowTime::Arrival},
                                                         {"analyse.timeCompletion", WindowTime::Completion}};
    const auto update = [this, times] {
        const bool hasDurations = m_session.contents().counts.requests + m_session.contents().counts.operations > 0;
        for (const auto& [id, time] : times) {
            m_actions.setChecked(id, m_session.look().windowTime == time);
            m_actions.setEnabled(id, hasDurations);
        }
    };
    for (const auto& [id, time] : times)
        bind(id, [this, update, time = time] {
            m_session.setWindowTime(time);
            update();    // the chosen one again would lose its mark
        });
    connect(&m_session, &CaseSession::windowTimeChanged, this, update);
    connect(&m_session, &CaseSession::contentsChanged, this, update);
    update();
}

void ChartCommands::bindCharts()
{
    bind("chart.previous", [this] { m_stack.focusNeighbour(-1); });
    bind("chart.next", [this] { m_stack.focusNeighbour(1); });
    withChart("chart.logarithmic", [this](TimeChart& chart) {
        ChartSpec spec = chart.spec();
        spec.isLogarithmic = !spec.isLogarithmic;
        m_stack.edit(spec);
    });
    withChart("chart.fitValues", [](TimeChart& chart) { chart.setValueZoom({}); });
    withChart("chart.pin", [this](TimeChart& chart) {
        ChartSpec spec = chart.spec();
        spec.isPinned = !spec.isPinned;
        m_stack.edit(spec);
        m_stack.focusChart(chart);
    });
    withChart("chart.remove", [this](TimeChart& chart) { m_stack.remove(chart.spec().id); });
    withChart("chart.moveUp", [this](TimeChart& chart) { m_stack.move(chart.spec().id, -1); });
    withChart("chart.moveDown", [this](TimeChart& chart) { m_stack.move(chart.spec().id, 1); });
    withChart("chart.taller", [this](TimeChart& chart) { changeHeight(chart, 1); });
    withChart("chart.lower", [this](TimeChart& chart) { changeHeight(chart, -1); });
    withChart("chart.shape", [this](TimeChart& chart) { nextShape(chart); });
    bind("chart.hover", [this] {
        m_stack.setFollowsPointer(!m_stack.followsPointer());
        m_actions.setChecked("chart.hover", m_stack.followsPointer());
    });
    m_actions.setChecked("chart.hover", m_stack.followsPointer());
}

void ChartCommands::bindMarks()
{
    bind("chart.mark", [this] { drawEntry({}); });
    bind("chart.markSpan", [this] { drawEntry(m_session.look().selection); });
    bind("chart.eventLines", [this] {
        const auto next = (static_cast<int>(m_session.look().markerLines) + 1) % 3;
        m_session.setMarkerLines(static_cast<MarkerLines>(next));
    });
    bind("chart.moments", [this] {
        MomentFinder& moments = m_stack.moments();
        moments.isShown() ? moments.hide() : moments.show();
        m_actions.setChecked("chart.moments", moments.isShown());
    });
    m_actions.setChecked("chart.moments", m_stack.moments().isShown());
    bind("chart.nextMoment", [this] { goToMoment(1); });
    bind("chart.previousMoment", [this] { goToMoment(-1); });
    bind("chart.changesBefore", [this] { m_session.showChangesBefore(cursorOrCentre()); });
}

/// The next one of the current chart; from the edge of the view on while there is no cursor in it.
void ChartCommands::goToMoment(int direction)
{
    const TimeChart* chart = m_stack.current();
    if (!chart)
        return;
    const TimeRange view = m_session.view();
    const auto cursor = m_session.look().cursor;
    const Timestamp from = cursor && view.contains(*cursor) ? *cursor : direction > 0 ? view.begin : view.end;
    std::optional<Timestamp> next;
    for (const ChartMoment& moment : chart->moments()) {
        const Timestamp at = moment.span.begin;
        if (direction > 0 ? at > from && (!next || at < *next) : at < from && (!next || at > *next))
            next = at;
    }
    if (!next)
        return;
    if (!view.contains(*next))
        m_session.setView(around(*next, view.length()));
    m_session.setCursor(*next);
}

Timestamp ChartCommands::cursorOrCentre() const
{
    const TimeRange view = m_session.view();
    const auto cursor = m_session.look().cursor;
    return cursor && view.contains(*cursor) ? *cursor : view.begin + view.length() / 2;
}

void ChartCommands::zoom(double factor)
{
    const TimeRange view = m_session.view();
    const Nanoseconds data = m_session.contents().range.length();
    if (factor > 1 && view.length() / farthestOut > data)
        return;
    const Timestamp fixed = cursorOrCentre();
    const auto scaled = [&](Nanoseconds part) { return Nanoseconds(std::llround(static_cast<double>(part.count()) * factor)); };
    m_session.setView({fixed - scaled(fixed - view.begin), fixed + scaled(view.end - fixed)}, CaseSession::Step::Continuous);
}

void ChartCommands::pan(double share)
{
    const TimeRange view = m_session.view();
    const Nanoseconds moved(std::llround(static_cast<double>(view.length().count()) * share));
    m_session.setView({view.begin + moved, view.end + moved}, CaseSession::Step::Continuous);
}

void ChartCommands::goToEnd(int side)
{
    const TimeRange data = m_session.contents().range;
    const Nanoseconds length = m_session.view().length();
    const Nanoseconds margin = std::min(length, data.length()) / 100;
    // A chart that is empty here because its data ended before goes to its own end.
    const TimeChart* chart = m_stack.current();
    std::optional<Timestamp> last;
    if (side > 0 && chart && !chart->notice().isEmpty())
        last = chart->lastSample();
    if (last && *last < m_session.view().begin)
        return m_session.setView({*last + margin - length, *last + margin});
    m_session.setView(side < 0 ? TimeRange{data.begin - margin, data.begin - margin + length}
                               : TimeRange{data.end + margin - length, data.end + margin});
}

void ChartCommands::moveCursor(int pixels)
{
    TimeChart* chart = m_stack.current();
    const TimeRange view = m_session.view();
    const Nanoseconds step = chart ? chart->plot().scale().perPixel() : view.length() / 1000;
    const Timestamp moved = cursorOrCentre() + step * pixels;
    if (!view.contains(moved))
        pan(pixels < 0 ? -0.1 : 0.1);
    m_session.setCursor(moved);
}

void ChartCommands::extendSelection(int pixels)
{
    // The cursor is the end that moves; the other end stays where the selection began.
    const Timestamp before = cursorOrCentre();
    const auto selection = m_session.look().selection;
    Timestamp fixed = before;
    if (selection && before == selection->end)
        fixed = selection->begin;
    else if (selection && before == selection->begin)
        fixed = selection->end;
    moveCursor(pixels);
    const Timestamp moved = cursorOrCentre();
    m_session.setSelection(TimeRange{std::min(fixed, moved), std::max(fixed, moved)});
}

std::optional<TimeRange> ChartCommands::rangeOfSelectedEvent() const
{
    const CaseContents& contents = m_session.contents();
    if (const TimelineEntry* entry = m_session.selectedEntry() ? contents.entry(*m_session.selectedEntry()) : nullptr)
        return TimeRange{entry->start, entry->end.value_or(entry->start)};
    if (const Event* event = m_session.selectedEvent() ? contents.event(*m_session.selectedEvent()) : nullptr) {
        const Timestamp end = event->end ? event->end->utc : event->openEnd ? contents.range.end : event->start.utc;
        return TimeRange{event->start.utc, std::max(end, event->start.utc)};
    }
    return {};
}

/// Zooms to what is selected; when it is in focus already, fits all.
void ChartCommands::focusThenFit()
{
    std::optional<TimeRange> target = m_session.look().selection;
    if (!target)
        target = rangeOfSelectedEvent();
    if (!target && m_session.look().cursor)
        target = TimeRange{*m_session.look().cursor, *m_session.look().cursor};
    if (!target)
        return m_session.fitAll();
    const Nanoseconds length = target->length();
    TimeRange focused{target->begin - length / 10, target->end + length / 10};
    if (length < focusedInstant / 10)
        focused = around(target->begin + length / 2, std::max<Nanoseconds>(focusedInstant, length * 2));
    if (m_session.view() == focused)
        m_session.fitAll();
    else
        m_session.setView(focused);
}

/// One step back each time: what is being drawn, the bar, the selection, the compared moment, the selected event.
void ChartCommands::clear()
{
    m_stack.hideSelectionBar();
    if (m_stack.cancelGesture())
        return;
    if (m_session.look().selection)
        return m_session.setSelection({});
    if (m_session.look().comparedMoment)
        return m_session.setComparedMoment({});
    m_session.selectEntry({});
    m_session.selectEvent({});
}

void ChartCommands::selectRangeOfEvent()
{
    auto range = rangeOfSelectedEvent();
    if (!range)
        return;
    if (range->length() < minutes(1))
        range->end = range->begin + focusedInstant;    // an instant: what followed it
    m_session.setSelection(*range);
    if (!m_session.view().overlaps(range->begin, range->end))
        m_session.setView(around(range->begin, std::max(range->length() * 2, m_session.view().length())));
}

void ChartCommands::drawEntry(std::optional<TimeRange> span)
{
    EntryDraft draft;
    draft.start = span ? span->begin : cursorOrCentre();
    if (span)
        draft.end = span->end;
    const TimeChart* chart = m_stack.current();
    if (const ChartMoment* moment = chart && !span ? chart->momentAtCursor() : nullptr) {
        draft.start = moment->span.begin;
        draft.title = QStringLiteral("%1 %2").arg(moment->name, moment->sentence);
    }
    if (chart)
        draft.evidence = evidenceOfChart(m_session, chart->spec(), span.value_or(m_session.window()));
    m_session.draftEntry(draft);
}

void ChartCommands::setBaselineBefore(Nanoseconds shift)
{
    const TimeRange window = m_session.window();
    m_session.setBaseline(TimeRange{window.begin - shift, window.end - shift});
}

void ChartCommands::showBaselineMenu()
{
    auto* menu = new BaselineMenu({}, m_session, m_actions, &m_stack);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(m_stack.mapToGlobal(QPoint(m_stack.width() / 3, ChartHeader::heightFor(m_theme) * 2)));
    const QList<QAction*> choices = menu->actions();
    const auto first = std::find_if(choices.begin(), choices.end(), [](const QAction* choice) { return choice->isEnabled(); });
    menu->setActiveAction(*first);    // one is always: right before
}

void ChartCommands::nextShape(TimeChart& chart)
{
    ChartSpec spec = chart.spec();
    std::vector<ChartShape> shapes{ChartShape::Line, ChartShape::Area};
    if (mayStack(spec)) {
        shapes.push_back(ChartShape::Stacked);
        if (spec.lines.front().records != RecordKind::LogLine)
            shapes.push_back(ChartShape::Heatmap);
    }
    const auto found = std::find(shapes.begin(), shapes.end(), spec.shape);
    spec.shape = found == shapes.end() || found + 1 == shapes.end() ? shapes.front() : *(found + 1);
    spec.hidden.clear();
    m_stack.edit(spec);
}

void ChartCommands::changeHeight(TimeChart& chart, int direction)
{
    ChartSpec spec = chart.spec();
    spec.height = std::max(heightStep * 2, chart.height() + direction * heightStep);
    m_stack.edit(spec);
}

}    // namespace faultline
