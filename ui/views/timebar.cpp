#include "ui/views/timebar.h"

#include "app/timeline/typedtime.h"
#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/commands/editsavedwindow.h"
#include "ui/commands/setinfo.h"
#include "ui/convert.h"
#include "ui/dialogs/timerangedialog.h"
#include "ui/dialogs/zonedialog.h"
#include "ui/goto.h"
#include "ui/theme.h"
#include "ui/timetext.h"
#include "ui/views/askpopup.h"
#include "ui/views/rangebutton.h"
#include "ui/windowstyle.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace faultline {

namespace {

QString escapedMnemonic(QString text)
{
    return text.replace(QLatin1Char('&'), QLatin1String("&&"));
}

/// Zones that the sources were read in, without repeats, UTC left out.
std::vector<TimeZone> zonesOf(const CaseContents& contents)
{
    std::vector<TimeZone> zones;
    for (const Source& source : contents.sources) {
        const auto zone = TimeZone::named(source.zone);
        if (zone && !zone->isUtc() && std::find(zones.begin(), zones.end(), *zone) == zones.end())
            zones.push_back(*zone);
    }
    return zones;
}

}    // namespace

TimeBar::TimeBar(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme), m_popup(new AskPopup(theme, this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 7, 12, 8);
    row->setSpacing(8);
    addButton(QStringLiteral("‹"), "view.back")->setAccessibleName(tr("Previous view"));
    addButton(QStringLiteral("›"), "view.forward")->setAccessibleName(tr("Next view"));
    m_range = new RangeButton(theme, this);
    row->addWidget(m_range);
    connect(m_range, &QPushButton::clicked, actions.action("view.range"), &QAction::trigger);
    addButton(tr("Fit all"), "view.fitAll");
    addButton(tr("Compare…"), "analyse.compare");
    row->addStretch(1);
    m_zone = new QPushButton(this);
    m_zoneMenu = new QMenu(m_zone);
    m_zone->setMenu(m_zoneMenu);
    row->addWidget(m_zone);
    m_utc = addButton(tr("UTC"), "view.zone");
    m_utc->setCheckable(true);
    QPushButton* locator = addButton(tr("Search or run  %1").arg(QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText)), "tools.locator");
    locator->setAccessibleName(tr("Search or run"));
    setTone(locator, TextTone::Muted);
    bindActions();
    connect(m_zoneMenu, &QMenu::aboutToShow, this, &TimeBar::fillZoneMenu);
    connect(&session, &CaseSession::viewChanged, this, &TimeBar::showRange);
    connect(&session, &CaseSession::zoneChanged, this, &TimeBar::showRange);
    connect(&session, &CaseSession::contentsChanged, this, &TimeBar::showRange);
    if (!session.zone().isUtc())
        m_lastZone = session.zone();
    showRange();
}

QPushButton* TimeBar::addButton(const QString& text, const char* id)
{
    auto* button = new QPushButton(escapedMnemonic(text), this);
    QAction* action = m_actions.action(id);
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        const QString name = action->text().remove(QLatin1Char('&'));
        button->setToolTip(keys.isEmpty() ? name : name + QStringLiteral("  ") + keys);
    };
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    layout()->addWidget(button);
    return button;
}

void TimeBar::bindActions()
{
    m_actions.bind("view.range", this, [this] { askRange(); });
    m_actions.bind("view.goTo", this, [this] { askTime(); });
    m_actions.bind("view.zone", this, [this] { toggleUtc(); });
    m_actions.bind("view.saveWindow", this, [this] { askWindowName(); });
    m_actions.bind("edit.copyRange", this, [this] { copyRange(); });
    m_actions.bind("edit.pasteRange", this, [this] { pasteRange(); });
    m_actions.setEnabled("view.saveWindow", !m_session.isReadOnly());
}

void TimeBar::showRange()
{
    const TimeRange view = m_session.view();
    const QString range = rangeText(view, m_session.zone());
    const QString length = durationText(view.length());
    m_range->setRange(range, length);
    m_range->setAccessibleName(tr("Visible range: %1, %2").arg(range, length));
    m_range->setToolTip(tr("Time Range…  %1").arg(m_actions.action("view.range")->shortcut().toString(QKeySequence::NativeText)));
    showZone();
}

void TimeBar::showZone()
{
    const TimeZone& zone = m_session.zone();
    const TimeRange view = m_session.view();
    QString label = zoneLabel(zone, view.begin);
    // Clocks that change inside the view have two names there.
    if (const QString end = zoneLabel(zone, view.end); end != label)
        label += QStringLiteral(" → ") + end;
    m_zone->setText(label);
    m_zone->setAccessibleName(tr("Time zone: %1").arg(label));
    m_zone->setToolTip(toQString(zone.name()).toHtmlEscaped());
    m_utc->setChecked(zone.isUtc());
    m_actions.setEnabled("view.zone", !(zone.isUtc() && homeZone().isUtc()));
}

void TimeBar::askRange()
{
    auto* dialog = new TimeRangeDialog(m_session, m_theme, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_session.setView(dialog->range()); });
    dialog->open();
}

void TimeBar::askTime()
{
    const auto understand = [this](const QString& text) -> AskPopup::Understanding {
        const TypedTimeSettings settings = typedTimeSettings(m_session);
        if (const auto range = parseTypedRange(toStd(text), settings))
            return {rangeText(*range, m_session.zone()) + QStringLiteral("  ") + zoneLabel(m_session.zone(), range->begin), true};
        const auto time = parseTypedTime(toStd(text), settings);
        return time ? AskPopup::Understanding{instantWithZone(*time, m_session.zone()), true}
                    : AskPopup::Understanding{toQString(time.error().why), false};
    };
    const auto go = [this](const QString& text) {
        const TypedTimeSettings settings = typedTimeSettings(m_session);
        if (const auto range = parseTypedRange(toStd(text), settings))
            return m_session.setView(*range);
        goToTime(m_session, *parseTypedTime(toStd(text), settings));
    };
    m_popup->ask({tr("Go to time"), {}, tr("21:30, 23/04 21:30, +15m, now-6h (now is the end of the data), or two times with \"to\""), understand, go},
                 m_range);
}

void TimeBar::askWindowName()
{
    const TimeRange window = m_session.window();
    const QString text = rangeText(window, m_session.zone());
    const auto understand = [text](const QString& name) {
        return AskPopup::Understanding{tr("\"%1\" will stand under Saved windows: %2").arg(name.trimmed().left(40), text), true};
    };
    const auto save = [this, window](const QString& name) {
        SavedWindow saved{0, toStd(name.trimmed()), window, m_session.filterText()};
        m_session.edit(EditSavedWindow::add(m_session, std::move(saved)));
    };
    m_popup->ask({tr("Save this window as"), text, tr("Give it a name"), understand, save}, m_range);
}

void TimeBar::copyRange() const
{
    QGuiApplication::clipboard()->setText(isoRangeText(m_session.window(), m_session.zone()));
}

void TimeBar::pasteRange()
{
    const auto range = parseTypedRange(toStd(QGuiApplication::clipboard()->text().left(400)), typedTimeSettings(m_session));
    if (!range)
        return m_session.report(range.error());
    m_session.setView(*range);
}

TimeZone TimeBar::homeZone() const
{
    if (const TimeZone own = m_session.caseZone(); !own.isUtc())
        return own;
    if (!m_lastZone.isUtc())
        return m_lastZone;
    const std::vector<TimeZone> zones = zonesOf(m_session.contents());
    return zones.empty() ? TimeZone::utc() : zones.front();
}

void TimeBar::toggleUtc()
{
    if (m_session.zone().isUtc())
        return m_session.setZone(homeZone());
    m_lastZone = m_session.zone();
    m_session.setZone(TimeZone::utc());
}

void TimeBar::chooseZone(const TimeZone& zone)
{
    if (!zone.isUtc())
        m_lastZone = zone;
    if (m_session.isReadOnly() || zone == m_session.caseZone())
        return m_session.setZone(zone);
    m_session.edit(new SetInfo(m_session, SetInfo::Key::Zone, zone.name()));
}

void TimeBar::fillZoneMenu()
{
    m_zoneMenu->clear();
    std::vector<TimeZone> zones = zonesOf(m_session.contents());
    for (const TimeZone& more : {m_session.caseZone(), m_session.zone(), TimeZone::utc()})
        if (std::find(zones.begin(), zones.end(), more) == zones.end())
            zones.push_back(more);
    for (const TimeZone& zone : zones) {
        const QString label = zoneLabel(zone, m_session.view().begin);
        const QString name = toQString(zone.name());
        QAction* action = m_zoneMenu->addAction(escapedMnemonic(label == name ? label : name + QStringLiteral("   ") + label));
        action->setCheckable(true);
        action->setChecked(zone == m_session.zone());
        connect(action, &QAction::triggered, this, [this, zone] { chooseZone(zone); });
    }
    m_zoneMenu->addSeparator();
    connect(m_zoneMenu->addAction(tr("Another Zone…")), &QAction::triggered, this, &TimeBar::askZone);
}

void TimeBar::askZone()
{
    auto* dialog = new ZoneDialog(m_session, m_theme, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { chooseZone(dialog->zone()); });
    dialog->open();
}

}    // namespace faultline
