#include "ui/views/taskarea.h"

#include "app/base/text.h"
#include "ui/convert.h"
#include "ui/importqueue.h"
#include "ui/theme.h"
#include "ui/timetext.h"
#include "ui/windowstyle.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>

namespace faultline {

namespace {

constexpr int mostRows = 4;    // the others wait behind a count

QString progressText(const ImportTask& task)
{
    QStringList parts;
    const Progress& progress = task.progress;
    if (progress.bytesTotal > 0)
        parts << TaskArea::tr("%1 of %2").arg(toQString(formatBytes(static_cast<double>(progress.bytesDone))),
                                              toQString(formatBytes(static_cast<double>(progress.bytesTotal))));
    parts << TaskArea::tr("%1 records").arg(QLocale().toString(static_cast<qulonglong>(progress.rows)));
    if (task.bytesPerSecond > 0)
        parts << TaskArea::tr("%1/s").arg(toQString(formatBytes(task.bytesPerSecond)));
    if (task.secondsLeft)
        parts << (*task.secondsLeft < 1 ? TaskArea::tr("nearly done")
                                        : TaskArea::tr("%1 left").arg(durationText(std::chrono::seconds(static_cast<qint64>(*task.secondsLeft)))));
    return parts.join(QStringLiteral(" · "));
}

QLabel* plainLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    return label;
}

}    // namespace

TaskArea::TaskArea(ImportQueue& queue, const Theme& theme, QWidget* parent) : QWidget(parent), m_queue(queue), m_theme(theme)
{
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(12, 4, 12, 4);
    m_column->setSpacing(4);
    setAccessibleName(tr("Imports"));
    connect(&queue, &ImportQueue::changed, this, &TaskArea::rebuild);
    connect(&queue, &ImportQueue::progressed, this, &TaskArea::refresh);
    connect(&theme, &Theme::changed, this, [this] { rebuild(); });
    rebuild();
}

void TaskArea::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().panel);
    painter.setPen(m_theme.colors().line);
    painter.drawLine(rect().topLeft(), rect().topRight());
}

TaskArea::Row TaskArea::makeRow(const ImportTask& task)
{
    Row row;
    row.widget = new QWidget(this);
    auto* line = new QHBoxLayout(row.widget);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(12);
    row.title = plainLabel(row.widget);
    row.title->setText(row.title->fontMetrics().elidedText(task.title, Qt::ElideMiddle, row.title->fontMetrics().averageCharWidth() * 40));
    row.title->setToolTip(task.title.toHtmlEscaped());
    line->addWidget(row.title);
    row.bar = new QProgressBar(row.widget);
    row.bar->setTextVisible(false);
    row.bar->setFixedHeight(4);
    row.bar->setMaximum(1000);
    row.bar->setAccessibleName(tr("Progress of %1").arg(task.title));
    line->addWidget(row.bar, 100);
    row.state = plainLabel(row.widget);
    row.state->setFont(m_theme.smaller());
    line->addWidget(row.state);
    line->addStretch(1);    // where there is no bar
    const int id = task.id;
    row.retry = new QPushButton(task.isDuplicate ? tr("Import again") : tr("Try again"), row.widget);
    row.retry->setAccessibleName(tr("Import %1 again").arg(task.title));
    setLook(row.retry, ButtonLook::Link);
    connect(row.retry, &QPushButton::clicked, this, [this, id] { m_queue.retry(id); });
    line->addWidget(row.retry);
    const bool isFailed = task.state == ImportTask::State::Failed;
    row.cancel = new QPushButton(isFailed ? tr("Dismiss") : tr("Cancel"), row.widget);
    row.cancel->setAccessibleName(isFailed ? tr("Dismiss the message about %1").arg(task.title) : tr("Cancel the import of %1").arg(task.title));
    setLook(row.cancel, ButtonLook::Link);
    connect(row.cancel, &QPushButton::clicked, this, [this, id] { m_queue.cancel(id); });
    line->addWidget(row.cancel);
    return row;
}

void TaskArea::fill(const Row& row, const ImportTask& task) const
{
    const bool isFailed = task.state == ImportTask::State::Failed;
    row.bar->setVisible(task.state == ImportTask::State::Running);
    row.retry->setVisible(isFailed);
    const Progress& progress = task.progress;
    row.bar->setValue(progress.bytesTotal == 0 ? 0 : static_cast<int>(progress.bytesDone * 1000 / progress.bytesTotal));
    QPalette palette = row.state->palette();
    palette.setColor(QPalette::WindowText, isFailed ? m_theme.colors().warning : m_theme.colors().muted);
    row.state->setPalette(palette);
    QString text = isFailed ? task.problem : task.state == ImportTask::State::Waiting ? tr("waits") : progressText(task);
    row.state->setToolTip(text.toHtmlEscaped());
    text = row.state->fontMetrics().elidedText(text, Qt::ElideRight, row.state->fontMetrics().averageCharWidth() * 90);
    row.state->setText(text);
}

void TaskArea::rebuild()
{
    for (const Row& row : std::as_const(m_rows)) {
        row.widget->hide();
        row.widget->deleteLater();    // its own button may have asked for this
    }
    m_rows.clear();
    while (QLayoutItem* old = m_column->takeAt(0)) {
        if (old->widget() && old->widget()->objectName() == QLatin1String("more"))
            old->widget()->deleteLater();
        delete old;
    }
    const auto& tasks = m_queue.tasks();
    for (std::size_t index = 0; index < tasks.size() && index < mostRows; ++index) {
        const Row row = makeRow(tasks[index]);
        m_column->addWidget(row.widget);
        m_rows.insert(tasks[index].id, row);
        fill(row, tasks[index]);
    }
    if (tasks.size() > mostRows) {
        auto* more = plainLabel(this);
        more->setObjectName(QStringLiteral("more"));
        more->setFont(m_theme.smaller());
        more->setText(tr("and %1 more").arg(tasks.size() - mostRows));
        m_column->addWidget(more);
    }
    updateVisible();
}

/// A tool bar takes a widget that hides itself for one that is switched off, so the bar is hidden as a whole.
void TaskArea::updateVisible()
{
    QWidget* shown = parentWidget() && parentWidget()->inherits("QToolBar") ? parentWidget() : this;
    shown->setVisible(!m_queue.tasks().empty());
}

/// A saved layout may have the bar of an import that is over.
void TaskArea::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_queue.tasks().empty())
        QMetaObject::invokeMethod(this, &TaskArea::updateVisible, Qt::QueuedConnection);
}

void TaskArea::refresh()
{
    for (const ImportTask& task : m_queue.tasks()) {
        const auto row = m_rows.constFind(task.id);
        if (row != m_rows.constEnd())
            fill(*row, task);
    }
}

}    // namespace faultline
