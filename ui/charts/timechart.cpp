#include "ui/charts/timechart.h"

#include "ui/casesession.h"
#include "ui/charts/chartheader.h"
#include "ui/charts/linelabels.h"
#include "ui/convert.h"
#include "ui/theme.h"
#include "ui/timetext.h"
#include "ui/windowstyle.h"

#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

constexpr int resizeGrip = 5;
constexpr int topGap = 6;
constexpr int lowestChart = 56;
constexpr int highestChart = 2000;
constexpr double momentReach = 4;    // pixels from the cursor

}    // namespace

TimeChart::TimeChart(CaseSession& session, const Theme& theme, MakeContent makeContent, QWidget* parent)
    : QWidget(parent), m_session(session), m_theme(theme), m_makeContent(std::move(makeContent))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    m_plot = new ChartPlot(theme, session.contents().range.begin, this);
    m_header = new ChartHeader(theme, this);
    m_labels = new LineLabels(*m_plot, theme, this);
    m_notice = new QLabel(this);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setAlignment(Qt::AlignCenter);
    m_notice->setWordWrap(true);
    m_notice->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_grip = new QWidget(this);    // ignores the mouse, so that it comes here
    m_grip->setCursor(Qt::SplitVCursor);
    connect(m_labels, &LineLabels::onlyRequested, this, &TimeChart::showOnly);
    connect(m_labels, &LineLabels::toggleRequested, this, &TimeChart::toggle);
    connect(m_labels, &LineLabels::removeRequested, this, &TimeChart::removeLine);
    connect(m_labels, &LineLabels::menuRequested, this, [this](int, QPoint position) { emit menuRequested(position); });
    connect(m_header, &ChartHeader::pressed, this, [this] { setFocus(Qt::MouseFocusReason); });
    makeOffer();
    connect(&theme, &Theme::changed, this, [this] {
        if (m_content)
            m_content->applyTheme();
        refresh();
    });
}

void TimeChart::makeOffer()
{
    m_logarithmic = new QToolButton(this);
    m_logarithmic->setText(tr("log?"));
    m_logarithmic->setToolTip(tr("The values span three powers of ten or more: show them on a logarithmic axis (L)"));
    m_logarithmic->setAccessibleName(tr("Use a logarithmic axis"));
    m_logarithmic->setFocusPolicy(Qt::TabFocus);
    setLook(m_logarithmic, ButtonLook::Link);
    m_logarithmic->hide();
    connect(m_logarithmic, &QToolButton::clicked, this, [this] {
        ChartSpec changed = m_spec;
        changed.isLogarithmic = true;
        emit specEdited(changed);
    });
}

TimeChart::~TimeChart()
{
    m_content.reset();    // its plottables belong to the plot
}

void TimeChart::setSpec(const ChartSpec& spec)
{
    const bool isOther = spec.lines != m_spec.lines || spec.shape != m_spec.shape || spec.by != m_spec.by || !m_content;
    const bool isOtherAxis = spec.isLogarithmic != m_spec.isLogarithmic;
    m_spec = spec;
    if (isOtherAxis)
        m_valueZoom.reset();
    if (isOther)
        rebuild();
    m_content->setHidden(spec.hidden);
    setAccessibleName(tr("Chart %1").arg(chartTitleOf(spec, m_session.contents())));
    isStale = true;
}

void TimeChart::rebuild()
{
    m_content.reset();
    m_plot->clearPlottables();
    m_valueZoom.reset();
    m_content = m_makeContent(m_spec, *m_plot);
    connect(m_content.get(), &ChartContent::changed, this, [this] {
        isStale = true;
        emit dataChanged();
    });
}

void TimeChart::resizeEvent(QResizeEvent*)
{
    place();
    isStale = true;
    emit dataChanged();
}

void TimeChart::place()
{
    const PlotMargins margins = PlotMargins::of(m_theme.smaller(), width());
    const int row = ChartHeader::heightFor(m_theme);
    // A title that fits stands beside the plot, a longer one has a row above it.
    const bool isBeside = m_spec.shape != ChartShape::Heatmap && m_header->fitsIn(margins.left);
    const int top = isBeside ? 0 : row;
    m_plot->setGeometry(rect());
    m_plot->setMargins(margins, top + topGap, resizeGrip + 1);
    m_plot->setTitleHeight(isBeside ? row : 0);
    m_header->setGeometry(0, 0, isBeside ? margins.left : width() - margins.right, row);
    const QSize offer = m_logarithmic->sizeHint();
    m_logarithmic->setGeometry(width() - margins.right - offer.width(), top + topGap + 1, offer.width(), offer.height());
    m_labels->setGeometry(width() - margins.right, 0, margins.right, height() - resizeGrip);
    m_notice->setGeometry(margins.left + 8, top, width() - margins.left - margins.right - 16, height() - top - 4);
    m_grip->setGeometry(0, height() - resizeGrip, width(), resizeGrip);
    m_header->raise();
    m_grip->raise();
}

void TimeChart::refresh()
{
    if (!m_content)
        return;
    isStale = false;
    ChartContent::View view;
    view.range = m_session.view();
    view.shift = m_session.look().overlayShift;
    const bool mayBeLogarithmic = m_spec.shape == ChartShape::Line || m_spec.shape == ChartShape::Area;
    view.scale = m_spec.isLogarithmic && mayBeLogarithmic ? AxisScale::Logarithmic : AxisScale::Linear;
    updateHeader();    // decides how much room the plot has
    m_plot->setView(view.range);
    m_content->show(view);
    const ValueRange values = m_valueZoom.value_or(m_content->values());
    // A chart without values has no scale; a title beside the plot takes the room of a label.
    const int row = QFontMetrics(m_theme.smaller()).height();
    const int labelRoom = m_plot->plotRect().height() - (m_header->width() < m_plot->plotRect().left() + 1 ? m_header->height() : 0);
    const bool hasValues = m_content->state() == ChartData::State::Ready;
    m_plot->setValues(values, view.scale,
                      hasValues ? m_content->ticks(values, std::clamp(labelRoom / std::max(1, row * 3 / 2), 2, 4)) : std::vector<ValueTick>());
    updateHeader();
    updateNotice();
    refreshMarks();
    m_plot->replot(QCustomPlot::rpQueuedRefresh);
    refreshCursor();
}

void TimeChart::setDays(const std::vector<Timestamp>& days)
{
    m_plot->setDays(days);
}

void TimeChart::updateHeader()
{
    ChartHeader::Text text;
    text.title = chartTitleOf(m_spec, m_session.contents());
    const QString unit = unitText(m_content->unit());
    text.unit = unit == QLatin1String("/s") ? QString() : unit;
    if (m_plot->valueScale() == AxisScale::Logarithmic)
        text.unit += (text.unit.isEmpty() ? QString() : QStringLiteral(" · ")) + tr("log");
    if (m_valueZoom)
        text.unit += (text.unit.isEmpty() ? QString() : QStringLiteral(" · ")) + tr("zoomed, Y fits");
    if (const auto shift = m_session.look().overlayShift; shift && m_spec.shape != ChartShape::Heatmap && m_spec.shape != ChartShape::Stacked)
        text.note = tr("thin: %1").arg(rangeText({m_session.view().begin - *shift, m_session.view().end - *shift}, m_session.zone()));
    if (m_pointer && text.note.isEmpty())
        text.note = m_content->textAt(m_plot->scale().timeAt(m_pointer->x()), m_plot->yAxis->pixelToCoord(m_pointer->y()));
    text.isPinned = m_spec.isPinned;
    text.isCurrent = m_isCurrent && hasFocus();
    const bool isOtherText = text != m_header->text();
    m_header->setText(text);
    m_logarithmic->setVisible(!m_spec.isLogarithmic && m_content->spansDecades());
    if (isOtherText)
        place();
}

bool TimeChart::offersLogarithmic() const
{
    return !m_logarithmic->isHidden();
}

std::optional<Timestamp> TimeChart::lastSample() const
{
    return m_content ? m_content->lastSample() : std::nullopt;
}

QString TimeChart::notice() const
{
    return m_notice->text();
}

void TimeChart::updateNotice()
{
    QString text;
    bool isBad = false;
    switch (m_content->state()) {
    case ChartData::State::Ready: break;
    case ChartData::State::Loading: text = tr("Loading…"); break;
    case ChartData::State::Empty: {
        const auto last = m_content->lastSample();
        text = !last && !m_session.filterText().empty() ? tr("Nothing in this window matches the filter.")
            : !last ? tr("No samples in this window.")
            : *last < m_session.view().begin ? tr("No samples in this window – the last one is at %1, press End.").arg(instantText(*last, m_session.zone()))
                                            : tr("No samples in this window – press Ctrl+0 to see all data.");
        break;
    }
    case ChartData::State::Failed:
        isBad = true;
        if (const auto error = m_content->error())
            text = toQString(error->what + ": " + error->why + (error->action.empty() ? "" : ". " + error->action));
        break;
    }
    QPalette palette = m_notice->palette();
    palette.setColor(QPalette::WindowText, isBad ? m_theme.colors().bad : m_theme.colors().muted);
    m_notice->setPalette(palette);
    m_notice->setText(text);
    m_notice->setVisible(!text.isEmpty());
}

void TimeChart::setEventLines(std::vector<PlotMarks::EventLine> lines)
{
    m_plot->marks().marks.eventLines = std::move(lines);
}

void TimeChart::setMoments(std::vector<ChartMoment> moments)
{
    m_moments = std::move(moments);
}

bool TimeChart::isLineHidden(int line) const
{
    return std::find(m_spec.hidden.begin(), m_spec.hidden.end(), line) != m_spec.hidden.end();
}

const ChartMoment* TimeChart::momentAtCursor() const
{
    const auto cursor = m_session.look().cursor;
    if (!cursor)
        return nullptr;
    const TimeScale scale = m_plot->scale();
    const ChartMoment* nearest = nullptr;
    double reach = momentReach;
    for (const ChartMoment& moment : m_moments) {
        const double away = std::abs(scale.xOf(moment.span.begin) - scale.xOf(*cursor));
        if (away <= reach && (!nearest || away < reach) && !isLineHidden(moment.line)) {
            nearest = &moment;
            reach = away;
        }
    }
    return nearest;
}

void TimeChart::refreshMarks()
{
    PlotMarks::Marks& marks = m_plot->marks().marks;
    const LookState& look = m_session.look();
    marks.selection = m_rubberBand ? m_rubberBand : look.selection;
    marks.baseline = look.baseline;
    marks.moment.reset();
    marks.levels.clear();
    marks.moments.clear();
    const std::vector<LineLabel> lines = m_content && !m_moments.empty() ? m_content->labels({}) : std::vector<LineLabel>();
    for (const ChartMoment& moment : m_moments) {
        const auto line = std::find_if(lines.begin(), lines.end(), [&](const LineLabel& each) { return each.index == moment.line; });
        if (line != lines.end() && !line->isHidden)
            marks.moments.push_back({moment.span, moment.isRise, moment.kind == UnusualKind::LevelShift, line->color});
    }
    if (look.comparedMoment && m_content) {
        marks.moment = look.comparedMoment->at;
        marks.momentSpan = look.comparedMoment->span;
        marks.levels = m_content->levels(*look.comparedMoment);
    }
}

void TimeChart::refreshCursor()
{
    if (!m_content)
        return;
    PlotMarks::Marks& marks = m_plot->marks().marks;
    marks.cursor = m_session.look().cursor;
    const ChartMoment* moment = momentAtCursor();
    marks.momentText = !moment ? QString()
        : m_spec.lines.size() > 1 ? QStringLiteral("%1 %2").arg(moment->name, moment->sentence)
                                  : moment->sentence;
    marks.dots = marks.cursor ? m_content->dots(*marks.cursor) : std::vector<PlotMarks::Dot>();
    m_labels->setLabels(m_content->labels(marks.cursor));
    m_plot->update();
    if (hasFocus() && QAccessible::isActive())
        setAccessibleDescription(summary());    // tells the screen reader
}

void TimeChart::setPointer(std::optional<QPointF> position)
{
    m_pointer = position;
    if (m_spec.shape == ChartShape::Heatmap && m_content)
        updateHeader();
}

void TimeChart::setCurrent(bool isCurrent)
{
    m_isCurrent = isCurrent;
    if (m_content)
        updateHeader();
}

void TimeChart::setValueZoom(std::optional<ValueRange> values)
{
    m_valueZoom = values;
    refresh();
}

int TimeChart::preferredHeight() const
{
    return m_spec.height > 0 ? std::clamp(m_spec.height, lowestChart, highestChart) : 0;
}

QString TimeChart::summary() const
{
    QStringList parts{rangeText(m_session.view(), m_session.zone())};
    if (!m_content)
        return parts.first();
    if (!m_notice->text().isEmpty())
        return parts.first() + QStringLiteral(". ") + m_notice->text();
    const QCPRange values = m_plot->yAxis->range();
    const std::string unit = m_content->unit();
    if (m_spec.shape != ChartShape::Heatmap)
        parts << tr("axis from %1 to %2").arg(valueText(values.lower, unit), valueText(values.upper, unit));
    for (const LineLabel& label : m_labels->labels())
        parts << (label.isHidden ? tr("%1 hidden").arg(label.name) : tr("%1 %2").arg(label.name, label.value));
    if (const auto cursor = m_session.look().cursor)
        parts << tr("cursor at %1").arg(instantText(*cursor, m_session.zone()));
    if (const ChartMoment* moment = momentAtCursor())
        parts << tr("unusual: %1 %2").arg(moment->name, moment->sentence);
    return parts.join(QStringLiteral(", "));
}

void TimeChart::showOnly(int line)
{
    ChartSpec changed = m_spec;
    const auto count = static_cast<int>(m_labels->labels().size());
    std::vector<int> others;
    for (int i = 0; i < count; ++i)
        if (i != line)
            others.push_back(i);
    changed.hidden = changed.hidden == others ? std::vector<int>() : others;    // a second click shows all again
    emit specEdited(changed);
}

void TimeChart::toggle(int line)
{
    ChartSpec changed = m_spec;
    const auto hidden = std::find(changed.hidden.begin(), changed.hidden.end(), line);
    if (hidden == changed.hidden.end())
        changed.hidden.push_back(line);
    else
        changed.hidden.erase(hidden);
    std::sort(changed.hidden.begin(), changed.hidden.end());
    emit specEdited(changed);
}

void TimeChart::removeLine(int line)
{
    ChartSpec changed = m_spec;
    if (line < 0 || static_cast<std::size_t>(line) >= changed.lines.size() || changed.lines.size() < 2)
        return;
    changed.lines.erase(changed.lines.begin() + line);
    changed.hidden.clear();
    emit specEdited(changed);
}

void TimeChart::focusInEvent(QFocusEvent* event)
{
    setAccessibleDescription(summary());
    emit focused();
    updateHeader();
    update();
    QWidget::focusInEvent(event);
}

void TimeChart::focusOutEvent(QFocusEvent* event)
{
    updateHeader();
    update();
    QWidget::focusOutEvent(event);
}

void TimeChart::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    m_resizeHeight = 0;
    if (event->button() != Qt::LeftButton || event->position().y() < height() - resizeGrip)
        return event->ignore();
    m_resizeFrom = event->globalPosition().toPoint().y();
    m_resizeHeight = height();
}

void TimeChart::mouseMoveEvent(QMouseEvent* event)
{
    if (m_resizeHeight == 0 || !event->buttons().testFlag(Qt::LeftButton))
        return;
    emit heightDragged(std::clamp(m_resizeHeight + event->globalPosition().toPoint().y() - m_resizeFrom, lowestChart, highestChart));
}

void TimeChart::mouseReleaseEvent(QMouseEvent*)
{
    m_resizeHeight = 0;
}

void TimeChart::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Mouse)
        return;    // opens when the button is released without a drag
    emit menuRequested(mapToGlobal(m_plot->plotRect().topLeft() + QPoint(8, 8)));
}

void TimeChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().background);
}

void TimeChart::paint(QCPPainter& painter)
{
    m_plot->paint(painter, size());
    m_header->paint(painter, m_header->rect());
    painter.save();
    painter.translate(m_labels->pos());
    const QRect room = m_plot->plotRect();
    m_labels->paint(painter, QRect(0, room.top() - m_labels->y(), m_labels->width(), room.height()));
    painter.restore();
    if (m_notice->isHidden())
        return;
    painter.setPen(m_theme.colors().muted);
    painter.drawText(m_notice->geometry(), Qt::AlignCenter | Qt::TextWordWrap, m_notice->text());
}

}    // namespace faultline
