#include "ui/views/loadview.h"

#include "app/model/changekind.h"
#include "ui/casesession.h"
#include "ui/charts/laneitem.h"
#include "ui/convert.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/timetext.h"
#include "ui/views/elidedlabel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline {

namespace {

constexpr int waitUnsaid = 300;         // ms, as in the rest of the panel
constexpr int widestChoice = 34;        // characters
constexpr std::size_t mostChanges = 50;
constexpr qlonglong byTime = 0;         // else the id of an event
const QString slot = QStringLiteral("load");

/// Which latency: records and measure in one number.
int latencyOf(RecordKind records, Measure measure)
{
    return static_cast<int>(records) * 100 + static_cast<int>(measure);
}

/// It parts the window: points lie on more than one side of it.
bool parts(const Event& event, TimeRange window)
{
    return window.contains(event.start.utc) || (isState(event) && event.end && window.contains(event.end->utc));
}

}    // namespace

LoadView::LoadView(CaseSession& session, const Theme& theme, QWidget* parent) : QWidget(parent), m_session(session)
{
    m_plot = new LoadPlot(theme, this);
    m_plot->setAccessibleName(tr("Latency against load"));
    build();
    for (const auto signal : {&CaseSession::viewChanged, &CaseSession::filterChanged, &CaseSession::zoneChanged,
                              &CaseSession::windowTimeChanged})
        connect(&session, signal, this, &LoadView::reload);
    connect(&session, &CaseSession::contentsChanged, this, &LoadView::askAgain);
    connect(&session, &CaseSession::selectionChanged, this, [this] { m_plot->setSelected(m_session.look().selection); });
    connect(m_plot, &LoadPlot::currentChanged, this, &LoadView::tellCurrent);
    connect(m_plot, &LoadPlot::brushed, this, &LoadView::select);
    connect(m_plot, &LoadPlot::chosen, this, [this] { m_session.show(Panel::Charts); });
}

void LoadView::build()
{
    m_latency = new QComboBox(this);
    m_latency->setAccessibleName(tr("Latency"));
    m_colours = new QComboBox(this);
    m_colours->setAccessibleName(tr("What the colours say"));
    m_colours->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_colours->setMinimumContentsLength(widestChoice * 2 / 3);
    m_colours->setMaximumWidth(fontMetrics().averageCharWidth() * widestChoice);
    m_reading = new ElidedLabel(this);
    m_reading->setAccessibleName(tr("Values of the point"));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 4, 8, 4);
    head->setSpacing(8);
    head->addWidget(m_latency);
    auto* by = new QLabel(tr("coloured by"), this);
    by->setTextFormat(Qt::PlainText);
    head->addWidget(by);
    head->addWidget(m_colours);
    head->addWidget(m_reading, 1);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_plot);
    auto* page = new QWidget(m_pages);
    m_message = new QLabel(page);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    m_action = new QPushButton(page);
    m_action->setAccessibleName(tr("Next step"));
    auto* words = new QVBoxLayout(page);
    words->setContentsMargins(12, 12, 12, 12);
    words->setSpacing(8);
    words->addWidget(m_message);
    words->addWidget(m_action, 0, Qt::AlignLeft);
    words->addStretch(1);
    m_pages->addWidget(page);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_pages, 1);
    setFocusProxy(m_plot);
    m_waited = new QTimer(this);
    m_waited->setSingleShot(true);
    m_waited->setInterval(waitUnsaid);
    connect(m_waited, &QTimer::timeout, this, [this] { showMessage(tr("Counting the records of the window…"), tr("Stop")); });
    connect(m_latency, &QComboBox::activated, this, &LoadView::reload);
    connect(m_colours, &QComboBox::activated, this, &LoadView::colour);
    connect(m_action, &QPushButton::clicked, this, [this] { m_isAsking ? stop() : askAgain(); });
}

void LoadView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isOutdated)
        reload();
}

QString LoadView::message() const
{
    return m_pages->currentIndex() == 1 ? m_message->text() : QString();
}

QString LoadView::reading() const
{
    return m_reading->fullText();
}

void LoadView::askAgain()
{
    m_key.clear();
    reload();
}

void LoadView::fillLatencies()
{
    const QVariant chosen = m_latency->currentData();
    const RecordCounts& counts = m_session.contents().counts;
    m_latency->clear();
    const auto add = [this](RecordKind records, const QString& name) {
        m_latency->addItem(tr("p95 duration of %1").arg(name), latencyOf(records, Measure::DurationP95));
        m_latency->addItem(tr("median duration of %1").arg(name), latencyOf(records, Measure::DurationP50));
    };
    if (counts.requests > 0)
        add(RecordKind::Request, tr("requests"));
    if (counts.operations > 0)
        add(RecordKind::Operation, tr("operations"));
    m_latency->setCurrentIndex(std::max(0, m_latency->findData(chosen)));
    m_latency->setEnabled(m_latency->count() > 0);
}

/// Time, or a change that lies in the window.
void LoadView::fillColours()
{
    const QVariant chosen = m_colours->currentData();
    m_colours->clear();
    m_colours->addItem(tr("time"), byTime);
    std::size_t changes = 0;
    for (const Event& event : m_session.contents().events)
        if (isChangeKind(event.kind) && parts(event, m_session.view()) && changes++ < mostChanges)
            m_colours->addItem(laneLabel(event), qlonglong(event.id));
    m_colours->setCurrentIndex(std::max(0, m_colours->findData(chosen)));
    m_colours->setEnabled(m_colours->count() > 1);
    m_colours->setToolTip(plainToolTip(m_colours->count() > 1 ? tr("Time, or before and after a change in the window")
                                                              : tr("No deploy, flag or other change lies in this window")));
}

void LoadView::reload()
{
    m_isOutdated = true;
    if (!isVisible())
        return;
    m_isOutdated = false;
    if (m_key.isEmpty())
        fillLatencies();
    LoadLatencyRequest request;
    const int latency = m_latency->currentData().toInt();
    request.records = static_cast<RecordKind>(latency / 100);
    request.latency = static_cast<Measure>(latency % 100);
    request.window = m_session.view();    // a brush only marks its points
    request.windowTime = m_session.look().windowTime;
    request.filter = request.records == RecordKind::Request ? m_session.filter() : Filter();
    const QString key = QStringLiteral("%1 %2 %3 %4 ").arg(latency).arg(static_cast<int>(request.windowTime)).arg(nanosecondsOf(request.window.begin)).arg(nanosecondsOf(request.window.end))
        + toQString(m_session.zone().name()) + QLatin1Char(' ') + toQString(m_session.filterText());
    if (key == m_key)
        return;
    m_key = key;
    m_session.tasks().cancel(this, slot);
    m_isAsking = false;
    if (m_latency->count() == 0)
        return showMessage(tr("There are no requests in this case. Import an access log with Ctrl+I."));
    m_isAsking = true;
    m_waited->start();
    m_session.query<LoadLatency>(
        this, slot,
        [request, context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) {
            return loadLatency(queries.segments, context, request, control);
        },
        [this](Result<LoadLatency> answer) { take(std::move(answer)); }, TaskRunner::Priority::Normal, TaskRunner::Lane::Background);
}

void LoadView::stop()
{
    m_session.tasks().cancel(this, slot);
    m_waited->stop();
    m_isAsking = false;
    showMessage(tr("Stopped."), tr("Look Again"));
}

void LoadView::take(Result<LoadLatency> answer)
{
    m_isAsking = false;
    m_waited->stop();
    if (!answer)
        return showMessage(shownText(answer.error().message()), tr("Look Again"));
    if (answer->points.empty())
        return showMessage(m_session.filterText().empty() ? tr("No record with a duration lies in this window. Press Ctrl+0 to see the whole case.")
                                                          : tr("No record with a duration in this window matches the filter."));
    m_step = answer->step;
    const bool isRequest = m_latency->currentData().toInt() / 100 == static_cast<int>(RecordKind::Request);
    m_plot->setPoints(std::move(answer->points), isRequest ? tr("requests/s") : tr("operations/s"), m_latency->currentText());
    m_plot->setAccessibleName(tr("Latency against load, %n points", nullptr, static_cast<int>(m_plot->points().size())));
    m_plot->setSelected(m_session.look().selection);
    fillColours();
    colour();
    tellCurrent();
    m_pages->setCurrentIndex(0);
    setFocusProxy(m_plot);
    emit shown();
}

void LoadView::colour()
{
    const auto& points = m_plot->points();
    const auto id = m_colours->currentData().toLongLong();
    const Event* event = id == byTime ? nullptr : m_session.contents().event(id);
    if (event) {
        const bool lasts = isState(*event);
        return m_plot->colourBySide(sidesOf(points, *event), {tr("before"), lasts ? tr("during") : QString(), tr("after")});
    }
    if (!points.empty())
        m_plot->colourByTime(clockText(points.front().at, m_session.zone()), clockText(points.back().at, m_session.zone()));
}

void LoadView::tellCurrent()
{
    const auto current = m_plot->current();
    if (!current) {
        m_reading->setFullText(tr("one point: %1 · Up, Down").arg(durationText(m_step)));
        return;
    }
    const LoadPoint& point = m_plot->points()[*current];
    const QString text = tr("%1: %2/s, %3").arg(instantText(point.at, m_session.zone()), figuresText(point.load), secondsText(point.latency));
    m_reading->setFullText(text);
    m_plot->setAccessibleDescription(text);
    m_session.setCursor(point.at);
}

void LoadView::select(std::size_t first, std::size_t last)
{
    const auto& points = m_plot->points();
    m_session.setSelection(TimeRange{points[first].at, points[last].at + m_step});
}

void LoadView::showMessage(const QString& text, const QString& action)
{
    m_message->setText(text);
    m_action->setText(action);
    m_action->setAccessibleName(action.isEmpty() ? tr("Next step") : action);
    m_action->setVisible(!action.isEmpty());
    m_reading->setFullText({});
    m_pages->setCurrentIndex(1);
    setFocusProxy(m_latency);
    if (!m_isAsking)
        emit shown();
}

}    // namespace faultline
