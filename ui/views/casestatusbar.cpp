#include "ui/views/casestatusbar.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/readonlyreason.h"
#include "ui/theme.h"
#include "ui/timetext.h"
#include "ui/windowstyle.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QTime>

namespace faultline {

namespace {

constexpr int busyDelay = 300;     // ms: shorter work is not worth a word
constexpr int noteDuration = 2500;

QString grouped(std::uint64_t number)
{
    QLocale locale;
    locale.setNumberOptions(locale.numberOptions() & ~QLocale::OmitGroupSeparator);
    return locale.toString(static_cast<qulonglong>(number));
}

}    // namespace

CaseStatusBar::CaseStatusBar(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(4, 1, 4, 0);
    row->setSpacing(4);
    m_saved = addCell(tr("Saved; press to write to disk now"));
    m_counts = addCell(tr("Records of the case; press to query them"));
    m_problems = addCell(tr("Problems; press to show them"));
    m_zone = addCell(tr("Time zone; press to switch between the zone of the case and UTC"));
    m_cursor = addCell(tr("Cursor; press to copy its time"));
    row->addStretch(1);
    m_busy = addCell(tr("Work is running; press to stop waiting"));
    m_readOnly = addCell(tr("Read-only; press for the reason"));
    m_file = addCell(tr("File of the case; press to copy its path"));
    setTone(m_problems, TextTone::Warning);
    setTone(m_readOnly, TextTone::Warning);
    m_busy->setFocusPolicy(Qt::NoFocus);
    m_busyDelay.setSingleShot(true);
    m_busyDelay.setInterval(busyDelay);

    bindActions();
    connectSession();
    showSaved();
    showCounts();
    showZone();
    showCursor();
    showBusy();
    m_readOnly->setVisible(session.isReadOnly());
    m_readOnly->setText(session.holder() ? tr("read-only: open elsewhere") : tr("read-only"));
    m_file->setText(QFileInfo(session.path()).fileName().replace(QLatin1Char('&'), QLatin1String("&&")));
}

QPushButton* CaseStatusBar::addCell(const QString& purpose)
{
    auto* cell = new QPushButton(this);
    setLook(cell, ButtonLook::Flat);
    setTone(cell, TextTone::Muted);
    cell->setFont(m_theme.smaller());
    cell->setFocusPolicy(Qt::TabFocus);
    cell->setAccessibleName(purpose);
    cell->setToolTip(purpose);
    layout()->addWidget(cell);
    return cell;
}

void CaseStatusBar::bindActions()
{
    m_actions.bind("case.save", this, [this] { save(); });
    connect(m_saved, &QPushButton::clicked, m_actions.action("case.save"), &QAction::trigger);
    connect(m_counts, &QPushButton::clicked, this, [this] { m_session.show(Panel::Sql); });
    connect(m_problems, &QPushButton::clicked, this, [this] { m_session.show(Panel::Problems); });
    connect(m_zone, &QPushButton::clicked, m_actions.action("view.zone"), &QAction::trigger);
    connect(m_cursor, &QPushButton::clicked, this, &CaseStatusBar::copyCursor);
    connect(m_readOnly, &QPushButton::clicked, this, [this] { m_session.report(readOnlyReason(m_session)); });
    connect(m_file, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_session.path());
        note(m_file, tr("Path copied"));
    });
}

void CaseStatusBar::connectSession()
{
    const auto noteSaved = [this] {
        m_savedAt = QTime::currentTime().toString(QStringLiteral("HH:mm:ss"));
        showSaved();
    };
    connect(&m_session, &CaseSession::timelineChanged, this, noteSaved);
    connect(&m_session, &CaseSession::contentsChanged, this, noteSaved);
    connect(&m_session, &CaseSession::contentsChanged, this, &CaseStatusBar::showCounts);
    connect(&m_session, &CaseSession::zoneChanged, this, &CaseStatusBar::showZone);
    connect(&m_session, &CaseSession::zoneChanged, this, &CaseStatusBar::showCursor);
    connect(&m_session, &CaseSession::viewChanged, this, &CaseStatusBar::showZone);
    connect(&m_session, &CaseSession::cursorChanged, this, &CaseStatusBar::showCursor);
    connect(&m_session.tasks(), &TaskRunner::pendingChanged, this, [this] {
        if (!m_busyDelay.isActive())
            m_busyDelay.start();
    });
    connect(&m_busyDelay, &QTimer::timeout, this, &CaseStatusBar::showBusy);
    connect(&m_theme, &Theme::changed, this, [this] {
        for (QPushButton* cell : findChildren<QPushButton*>())
            cell->setFont(m_theme.smaller());
    });
}

void CaseStatusBar::showSaved()
{
    if (m_session.isReadOnly())
        m_saved->hide();
    m_saved->setText(m_savedAt.isEmpty() ? tr("Saved") : tr("Saved %1").arg(m_savedAt));
}

void CaseStatusBar::showCounts()
{
    const RecordCounts& counts = m_session.contents().counts;
    QStringList parts;
    if (counts.requests > 0)
        parts << tr("%1 requests").arg(grouped(counts.requests));
    if (counts.operations > 0)
        parts << tr("%1 operations").arg(grouped(counts.operations));
    if (counts.logLines > 0)
        parts << tr("%1 log lines").arg(grouped(counts.logLines));
    if (counts.samples > 0 && parts.size() < 3)
        parts << tr("%1 samples").arg(grouped(counts.samples));
    m_counts->setText(parts.isEmpty() ? tr("no records yet") : parts.join(QStringLiteral(" · ")));
    const auto problems = static_cast<int>(m_session.contents().issues.size());
    m_problems->setVisible(problems > 0);
    m_problems->setText(problems == 1 ? tr("1 problem") : tr("%1 problems").arg(grouped(static_cast<std::uint64_t>(problems))));
}

void CaseStatusBar::showZone()
{
    m_zone->setText(zoneLabel(m_session.zone(), m_session.view().begin));
}

void CaseStatusBar::showCursor()
{
    const auto cursor = m_session.look().cursor;
    m_cursor->setVisible(cursor.has_value());
    if (!cursor)
        return;
    const TimeDetail detail = detailFor(m_session.view().length() / 60);
    const QString utc = clockText(*cursor, TimeZone::utc(), detail) + QLatin1Char('Z');
    if (m_session.zone().isUtc())
        return m_cursor->setText(tr("cursor %1").arg(utc));
    const QString abbreviation = zoneLabel(m_session.zone(), *cursor).section(QLatin1Char(' '), 0, 0);
    m_cursor->setText(tr("cursor %1 %2 = %3").arg(clockText(*cursor, m_session.zone(), detail), abbreviation, utc));
}

void CaseStatusBar::showBusy()
{
    const TaskRunner& tasks = m_session.tasks();
    const bool imports = tasks.pending(TaskRunner::Lane::Import) > 0;
    const bool edits = tasks.pending(TaskRunner::Lane::Edit) > 0;
    const bool reads = tasks.pending(TaskRunner::Lane::Query) + tasks.pending(TaskRunner::Lane::Background) > 0;
    m_busy->setVisible(edits || imports || reads);
    m_busy->setText(edits ? tr("● saving") : imports ? tr("● importing") : tr("● reading"));
    m_busy->setToolTip(edits ? tr("A source is being changed") : imports ? tr("Files are being imported") : tr("Records are being read"));
    m_busy->setAccessibleName(m_busy->toolTip());
}

void CaseStatusBar::save()
{
    // The import has the connection to itself and commits as it goes.
    if (m_session.tasks().pending(TaskRunner::Lane::Import) > 0)
        return note(m_saved, tr("Everything is saved as it is imported"));
    if (const auto done = m_session.file().flush(); !done)
        return m_session.report(done.error());
    m_savedAt = QTime::currentTime().toString(QStringLiteral("HH:mm:ss"));
    note(m_saved, tr("All changes are saved"));
}

void CaseStatusBar::copyCursor()
{
    if (!m_session.look().cursor)
        return;
    QGuiApplication::clipboard()->setText(isoText(*m_session.look().cursor, m_session.zone()));
    note(m_cursor, tr("Time copied"));
}

void CaseStatusBar::note(QPushButton* cell, const QString& text)
{
    cell->setText(text);
    QTimer::singleShot(noteDuration, this, [this] {
        showSaved();
        showCursor();
        m_file->setText(QFileInfo(m_session.path()).fileName().replace(QLatin1Char('&'), QLatin1String("&&")));
    });
}

}    // namespace faultline
