#include "ui/casesession.h"

#include "ui/convert.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

#include <pwd.h>
#include <unistd.h>

namespace faultline {

namespace {

constexpr Nanoseconds shortestView{1'000};             // a microsecond across the screen
constexpr std::chrono::milliseconds continuousStep{600};

struct LaneConnections {
    explicit LaneConnections(Database opened) : database(std::move(opened)), reader(database) {}
    Database database;
    CaseReader reader;
};

std::string userName()
{
    const struct passwd* account = ::getpwuid(::geteuid());
    return account ? account->pw_name : "";
}

/// Within what a case can hold, never empty.
TimeRange usable(TimeRange range)
{
    const Timestamp first = timestampFrom(std::numeric_limits<std::int64_t>::min() / 4);
    const Timestamp last = timestampFrom(std::numeric_limits<std::int64_t>::max() / 4 * 3);
    range.begin = std::clamp(range.begin, first, last - shortestView);
    range.end = std::clamp(range.end, range.begin + shortestView, last);
    return range;
}

std::optional<TimeRange> rangeFrom(const QJsonValue& json)
{
    const QJsonArray ends = json.toArray();
    if (ends.size() != 2)
        return {};
    const TimeRange range{timestampFrom(ends[0].toString().toLongLong()), timestampFrom(ends[1].toString().toLongLong())};
    return range.begin < range.end ? std::optional(range) : std::nullopt;
}

/// Equal but for the numbers of the charts.
bool isSameStack(const std::vector<ChartSpec>& charts, std::vector<ChartSpec> others)
{
    for (std::size_t index = 0; index < others.size() && others.size() == charts.size(); ++index)
        others[index].id = charts[index].id;
    return charts == others;
}

QJsonArray jsonOf(const TimeRange& range)
{
    return {QString::number(nanosecondsOf(range.begin)), QString::number(nanosecondsOf(range.end))};
}

}    // namespace

struct CaseSession::Connections {
    explicit Connections(CaseFile opened) : file(std::move(opened)) {}

    static Result<std::unique_ptr<Connections>> open(const std::string& path, OpenMode mode);

    CaseFile file;
    std::optional<Database> segmentDatabase;
    std::unique_ptr<SegmentReader> segments;
    std::unique_ptr<LaneConnections> query, background;
    std::optional<CaseQueries> queryLane, backgroundLane;
};

Result<std::unique_ptr<CaseSession::Connections>> CaseSession::Connections::open(const std::string& path, OpenMode mode)
{
    auto file = CaseFile::open(path, mode);
    if (!file)
        return file.error();
    auto all = std::make_unique<Connections>(std::move(*file));
    std::vector<Database> readers;
    for (int i = 0; i < 3; ++i) {
        auto reader = all->file.openReader();
        if (!reader)
            return reader.error();
        readers.push_back(std::move(*reader));
    }
    all->segmentDatabase = std::move(readers[0]);
    all->segments = std::make_unique<SegmentReader>(*all->segmentDatabase);
    all->query = std::make_unique<LaneConnections>(std::move(readers[1]));
    all->background = std::make_unique<LaneConnections>(std::move(readers[2]));
    all->queryLane.emplace(CaseQueries{all->query->database, all->query->reader, *all->segments});
    all->backgroundLane.emplace(CaseQueries{all->background->database, all->background->reader, *all->segments});
    return all;
}

Result<std::unique_ptr<CaseSession>> CaseSession::open(const QString& path, OpenMode mode, TaskRunner& tasks)
{
    auto connections = Connections::open(toStd(path), mode);
    if (!connections)
        return connections.error();
    CaseReader reader((*connections)->file.database());
    auto contents = CaseContents::read(reader);
    if (!contents)
        return contents.error();
    std::unique_ptr<CaseSession> session(new CaseSession(std::move(*connections), tasks));
    session->take(std::move(*contents));
    session->setCharts({});    // whoever opens it decides
    session->fitAll();
    session->m_history = {};
    return session;
}

CaseSession::CaseSession(std::unique_ptr<Connections> connections, TaskRunner& tasks)
    : m_connections(std::move(connections)), m_tasks(tasks),
      m_editor(std::make_unique<CaseEditor>(m_connections->file.database(), userName())),
      m_zone(m_connections->file.displayZone())
{
}

CaseSession::~CaseSession()
{
    m_tasks.stopAll();
}

QString CaseSession::path() const
{
    return toQString(m_connections->file.path());
}

QString CaseSession::name() const
{
    return m_contents.title.empty() ? QFileInfo(path()).completeBaseName() : toQString(m_contents.title);
}

bool CaseSession::isReadOnly() const
{
    return m_connections->file.isReadOnly();
}

const std::optional<CaseHolder>& CaseSession::holder() const
{
    return m_connections->file.holder();
}

TimeZone CaseSession::caseZone() const
{
    return m_connections->file.displayZone();
}

CaseFile& CaseSession::file()
{
    return m_connections->file;
}

CaseQueries& CaseSession::queriesOf(TaskRunner::Lane lane)
{
    return lane == TaskRunner::Lane::Query ? *m_connections->queryLane : *m_connections->backgroundLane;
}

void CaseSession::reload()
{
    query<CaseContents>(
        this, QStringLiteral("contents"), [](CaseQueries& queries, const TaskControl&) { return CaseContents::read(queries.reader); },
        [this](Result<CaseContents> contents) {
            if (!contents)
                return report(contents.error());
            take(std::move(*contents));
        },
        TaskRunner::Priority::Urgent);
}

/// Whoever looked at everything, in the charts a case opens with, goes on to do so when data comes or goes.
void CaseSession::take(CaseContents contents)
{
    const TimeRange range = m_contents.range;
    const bool hadData = range.begin < range.end;
    const bool showsAll = m_look.view.begin <= range.begin && m_look.view.end >= range.end;
    const bool showsDefaults = isSameStack(m_charts, defaultCharts(m_contents));
    m_contents = std::move(contents);
    emit contentsChanged();
    emit timelineChanged();
    emit savedWindowsChanged();
    emit hypothesesChanged();
    const bool hasData = m_contents.range.begin < m_contents.range.end;
    if (hasData && (!hadData || (showsAll && m_contents.range != range)))
        fitAll();
    if (hasData && showsDefaults && !isSameStack(m_charts, defaultCharts(m_contents)))
        setCharts(defaultCharts(m_contents));
}

void CaseSession::edit(QUndoCommand* command)
{
    std::unique_ptr<QUndoCommand> owned(command);
    if (isReadOnly())
        return report({ErrorKind::CaseLocked, "Nothing was changed", "The case is open read-only", "Save a copy to edit it"});
    m_undoStack.push(owned.release());
}

void CaseSession::noteEdit()
{
    CaseReader reader(m_connections->file.database());
    auto timeline = reader.timeline();
    auto evidence = reader.evidence();
    auto title = reader.info("title");
    auto windows = reader.savedWindows();
    auto hypotheses = reader.hypotheses();
    if (!timeline || !evidence)
        return report(!timeline ? timeline.error() : evidence.error());
    if (!title || !windows)
        return report(!title ? title.error() : windows.error());
    if (!hypotheses)
        return report(hypotheses.error());
    m_contents.timeline = std::move(*timeline);
    m_contents.evidence = std::move(*evidence);
    const bool windowsDiffer = *windows != m_contents.savedWindows;
    m_contents.savedWindows = std::move(*windows);
    if (windowsDiffer)
        emit savedWindowsChanged();
    const bool suspectsDiffer = *hypotheses != m_contents.hypotheses;
    m_contents.hypotheses = std::move(*hypotheses);
    if (suspectsDiffer)
        emit hypothesesChanged();
    const bool isRenamed = m_contents.title != *title;
    m_contents.title = std::move(*title);
    if (m_selectedEntry && !m_contents.entry(*m_selectedEntry))
        selectEntry({});
    if (isRenamed)
        emit contentsChanged();
    emit timelineChanged();
}

FilterContext CaseSession::filterContext() const
{
    FilterContext context{m_zone, {}};
    for (const Source& source : m_contents.sources)
        context.sourceNames.emplace_back(source.id, source.name);
    return context;
}

TimeRange CaseSession::baseline() const
{
    if (m_look.baseline)
        return *m_look.baseline;
    const TimeRange now = window();
    return {now.begin - now.length(), now.begin};
}

std::string CaseSession::filterText() const
{
    std::string text;
    const auto add = [&text](const QString& part) {
        if (part.trimmed().isEmpty())
            return;
        text += (text.empty() ? "(" : " and (") + toStd(part) + ')';
    };
    add(m_look.filterText);
    for (const FilterChip& chip : m_look.chips)
        if (chip.isEnabled)
            add(chip.expression);
    return text;
}

Filter CaseSession::filter() const
{
    auto parsed = Filter::parse(filterText());
    return parsed ? std::move(*parsed) : Filter();
}

void CaseSession::setView(TimeRange view, Step step)
{
    view = usable(view);
    if (view == m_look.view)
        return;
    recordStep(step);
    m_look.view = view;
    emit viewChanged();
    emit historyChanged();
}

void CaseSession::recordStep(Step step)
{
    const auto now = std::chrono::steady_clock::now();
    const bool goesOn = step == Step::Continuous && now - m_lastContinuous < continuousStep;
    m_lastContinuous = step == Step::Continuous ? now : std::chrono::steady_clock::time_point();
    if (!goesOn)
        m_history.record(currentStep());
}

ViewStep CaseSession::currentStep() const
{
    return {m_look.view, m_look.selection, m_look.filterText, m_look.chips};
}

void CaseSession::setSelection(std::optional<TimeRange> selection)
{
    if (selection && selection->begin >= selection->end)
        selection.reset();
    if (selection == m_look.selection)
        return;
    m_look.selection = selection;
    emit selectionChanged();
}

void CaseSession::setBaseline(std::optional<TimeRange> baseline)
{
    if (baseline == m_look.baseline)
        return;
    m_look.baseline = baseline;
    emit baselineChanged();
}

void CaseSession::setOverlay(std::optional<Nanoseconds> shift)
{
    if (shift == m_look.overlayShift)
        return;
    m_look.overlayShift = shift;
    emit overlayChanged();
}

void CaseSession::setCursor(std::optional<Timestamp> cursor)
{
    if (cursor == m_look.cursor)
        return;
    m_look.cursor = cursor;
    emit cursorChanged();
}

void CaseSession::setWindowTime(WindowTime windowTime)
{
    if (windowTime == m_look.windowTime)
        return;
    m_look.windowTime = windowTime;
    emit windowTimeChanged();
}

void CaseSession::setFilterText(const QString& expression)
{
    if (expression == m_look.filterText || !Filter::parse(toStd(expression)))
        return;
    recordStep(Step::Single);
    m_look.filterText = expression;
    emit filterChanged();
    emit historyChanged();
}

void CaseSession::setChips(std::vector<FilterChip> chips)
{
    if (chips == m_look.chips)
        return;
    recordStep(Step::Single);
    m_look.chips = std::move(chips);
    emit filterChanged();
    emit historyChanged();
}

void CaseSession::addChip(const QString& expression)
{
    std::vector<FilterChip> chips = m_look.chips;
    const auto known = std::find_if(chips.begin(), chips.end(), [&](const FilterChip& chip) { return chip.expression == expression; });
    if (known != chips.end())
        known->isEnabled = true;
    else if (Filter::parse(toStd(expression)))
        chips.push_back({expression, true});
    setChips(std::move(chips));
}

void CaseSession::setZone(const TimeZone& zone)
{
    if (zone == m_zone)
        return;
    m_zone = zone;
    emit zoneChanged();
}

void CaseSession::setMarkerLines(MarkerLines lines)
{
    if (lines == m_look.markerLines)
        return;
    m_look.markerLines = lines;
    emit markerLinesChanged();
}

void CaseSession::setComparedMoment(std::optional<ComparedMoment> moment)
{
    if (moment == m_look.comparedMoment)
        return;
    m_look.comparedMoment = std::move(moment);
    emit comparedMomentChanged();
}

void CaseSession::fitAll()
{
    const Nanoseconds margin = m_contents.range.length() / 100;
    setView({m_contents.range.begin - margin, m_contents.range.end + margin});
}

void CaseSession::goBack()
{
    if (const auto step = m_history.back(currentStep()))
        goTo(*step);
}

void CaseSession::goForward()
{
    if (const auto step = m_history.forward(currentStep()))
        goTo(*step);
}

void CaseSession::goTo(const ViewStep& step)
{
    const ViewStep left = currentStep();
    m_look.view = step.view;
    m_look.selection = step.selection;
    m_look.filterText = step.filterText;
    m_look.chips = step.chips;
    m_lastContinuous = {};
    if (left.view != step.view)
        emit viewChanged();
    if (left.selection != step.selection)
        emit selectionChanged();
    if (left.filterText != step.filterText || left.chips != step.chips)
        emit filterChanged();
    emit historyChanged();
}

void CaseSession::setCharts(std::vector<ChartSpec> charts)
{
    for (ChartSpec& chart : charts)
        if (chart.id == 0)
            chart.id = ++m_lastChartId;
    for (const ChartSpec& chart : charts)
        m_lastChartId = std::max(m_lastChartId, chart.id);
    if (charts == m_charts)
        return;
    m_charts = std::move(charts);
    emit chartsChanged();
    selectChart(m_selectedChart);    // it may be gone
}

void CaseSession::selectChart(std::optional<int> chartId)
{
    const bool isThere = chartId && std::any_of(m_charts.begin(), m_charts.end(), [&](const ChartSpec& chart) { return chart.id == *chartId; });
    if (!isThere)
        chartId.reset();
    if (chartId == m_selectedChart)
        return;
    m_selectedChart = chartId;
    emit selectedChartChanged();
}

int CaseSession::addChart(ChartSpec chart)
{
    chart.id = ++m_lastChartId;
    std::vector<ChartSpec> charts = m_charts;
    charts.push_back(chart);
    setCharts(std::move(charts));
    return chart.id;
}

void CaseSession::addLine(const LineSpec& line, std::optional<int> chartId)
{
    std::vector<ChartSpec> charts = m_charts;
    const auto unit = [this](const LineSpec& spec) { return unitOf(spec, m_contents); };
    for (ChartSpec& chart : charts) {
        const bool isChosen = chart.id == chartId.value_or(m_selectedChart.value_or(0));
        if (!isChosen || chart.shape == ChartShape::Heatmap || chart.shape == ChartShape::Stacked || chart.lines.empty()
            || unit(chart.lines.front()) != unit(line))
            continue;
        if (std::find(chart.lines.begin(), chart.lines.end(), line) == chart.lines.end())
            chart.lines.push_back(line);
        return setCharts(std::move(charts));
    }
    ChartSpec chart;
    chart.lines = {line};
    addChart(std::move(chart));
}

void CaseSession::selectEntry(std::optional<std::int64_t> entryId)
{
    if (entryId == m_selectedEntry)
        return;
    m_selectedEntry = entryId;
    emit selectedEntryChanged();
    // What stays marked is the event that the entry came from, no other.
    const TimelineEntry* entry = entryId && m_selectedEvent ? m_contents.entry(*entryId) : nullptr;
    if (entry && entry->eventId != m_selectedEvent)
        selectEvent({});
}

void CaseSession::selectEvent(std::optional<std::int64_t> eventId)
{
    if (eventId == m_selectedEvent)
        return;
    m_selectedEvent = eventId;
    emit selectedEventChanged();
}

void CaseSession::showEvidence(const EvidenceRequest& request)
{
    emit evidenceRequested(request);
    emit panelRequested(Panel::Evidence);
}

void CaseSession::breakDownBy(RecordKind kind, const QString& field)
{
    emit panelRequested(Panel::Breakdown);
    emit breakdownRequested(kind, field);
}

void CaseSession::showChangesBefore(Timestamp moment)
{
    emit panelRequested(Panel::Analyse);
    emit changesBeforeRequested(moment);
}

void CaseSession::draftEntry(const EntryDraft& draft)
{
    emit panelRequested(Panel::Timeline);
    emit entryDraftRequested(draft);
}

void CaseSession::showSql(const QString& statement)
{
    emit panelRequested(Panel::Sql);
    emit sqlRequested(statement);
}

void CaseSession::searchEvidence(const QString& text)
{
    emit panelRequested(Panel::Evidence);
    emit evidenceSearchRequested(text);
}

QByteArray CaseSession::saveLook() const
{
    QJsonArray chips;
    for (const FilterChip& chip : m_look.chips)
        chips.append(QJsonObject{{QStringLiteral("expression"), chip.expression}, {QStringLiteral("enabled"), chip.isEnabled}});
    QJsonObject json{{QStringLiteral("view"), jsonOf(m_look.view)},
                     {QStringLiteral("filter"), m_look.filterText},
                     {QStringLiteral("windowTime"), static_cast<int>(m_look.windowTime)},
                     {QStringLiteral("chips"), chips},
                     {QStringLiteral("charts"), QJsonDocument::fromJson(chartsToJson(m_charts)).array()}};
    if (m_look.selection)
        json[QStringLiteral("selection")] = jsonOf(*m_look.selection);
    if (m_look.baseline)
        json[QStringLiteral("baseline")] = jsonOf(*m_look.baseline);
    if (m_look.cursor)
        json[QStringLiteral("cursor")] = QString::number(nanosecondsOf(*m_look.cursor));
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

void CaseSession::restoreLook(const QByteArray& bytes)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    if (json.isEmpty())
        return;
    std::vector<FilterChip> chips;
    for (const QJsonValue& value : json[QStringLiteral("chips")].toArray()) {
        const QString expression = value[QStringLiteral("expression")].toString();
        if (Filter::parse(toStd(expression)))
            chips.push_back({expression, value[QStringLiteral("enabled")].toBool(true)});
    }
    if (const auto view = rangeFrom(json[QStringLiteral("view")]))
        setView(*view);
    setSelection(rangeFrom(json[QStringLiteral("selection")]));
    setBaseline(rangeFrom(json[QStringLiteral("baseline")]));
    if (json.contains(QStringLiteral("cursor")))
        setCursor(timestampFrom(json[QStringLiteral("cursor")].toString().toLongLong()));
    const int windowTime = json[QStringLiteral("windowTime")].toInt();
    if (windowTime >= 0 && windowTime <= static_cast<int>(WindowTime::Completion))
        setWindowTime(static_cast<WindowTime>(windowTime));
    setFilterText(json[QStringLiteral("filter")].toString());
    setChips(std::move(chips));
    setCharts(chartsFromJson(QJsonDocument(json[QStringLiteral("charts")].toArray()).toJson()));
    m_history = {};
    emit historyChanged();
}

}    // namespace faultline
