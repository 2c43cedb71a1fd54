#include "ui/views/phasebar.h"

#include "app/base/text.h"
#include "app/timeline/phases.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/theme.h"
#include "ui/views/flowlayout.h"
#include "ui/timetext.h"

#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

QString durationOf(const std::optional<Nanoseconds>& duration, bool isApproximate)
{
    if (!duration)
        return QStringLiteral("–");
    return (isApproximate ? QStringLiteral("~") : QString()) + durationText(*duration);
}

/// The first entry with the tag, the way phasesOf() picks it.
const TimelineEntry* firstWith(const std::vector<TimelineEntry>& timeline, const char* tag)
{
    const TimelineEntry* first = nullptr;
    for (const TimelineEntry& entry : timeline)
        if (std::find(entry.tags.begin(), entry.tags.end(), tag) != entry.tags.end() && (!first || entry.start < first->start))
            first = &entry;
    return first;
}

}    // namespace

PhaseBar::PhaseBar(CaseSession& session, const Theme& theme, QWidget* parent) : QWidget(parent), m_session(session), m_theme(theme)
{
    auto* phases = new FlowLayout(this);    // three phases of hours need two lines of a narrow panel
    phases->setContentsMargins(0, 0, 0, 0);
    phases->setSpacing(8);
    for (const QString& name : {tr("detect"), tr("mitigate"), tr("resolve")}) {
        auto* phase = new QWidget(this);
        auto* row = new QHBoxLayout(phase);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(4);
        auto* label = new QLabel(name, phase);
        auto* value = new QLabel(phase);
        for (QLabel* each : {label, value})
            each->setTextFormat(Qt::PlainText);
        QFont bold = value->font();
        bold.setWeight(QFont::DemiBold);
        value->setFont(bold);
        row->addWidget(label);
        row->addWidget(value);
        phases->addWidget(phase);
        m_names << label;
        m_values << value;
    }
    connect(&session, &CaseSession::timelineChanged, this, &PhaseBar::refresh);
    connect(&session, &CaseSession::zoneChanged, this, &PhaseBar::refresh);
    connect(&theme, &Theme::changed, this, &PhaseBar::color);
    refresh();
    color();
}

void PhaseBar::refresh()
{
    const auto& timeline = m_session.contents().timeline;
    const Phases phases = phasesOf(timeline);
    const std::array<std::pair<std::optional<Nanoseconds>, const char*>, 3> durations{
        {{phases.timeToDetect, "detected"}, {phases.timeToMitigate, "mitigation"}, {phases.timeToResolve, "resolved"}}};
    const auto line = [&](const char* tag) {
        const TimelineEntry* entry = firstWith(timeline, tag);
        return entry ? tr("%1: %2, %3").arg(QLatin1String(tag), instantWithZone(entry->start, m_session.zone()),
                                            toQString(withVisibleControls(shortened(entry->title, 80))))
                     : tr("No entry has the tag “%1”").arg(QLatin1String(tag));
    };
    for (int i = 0; i < 3; ++i) {
        const auto& [duration, tag] = durations[static_cast<std::size_t>(i)];
        m_values[i]->setText(durationOf(duration, phases.isApproximate));
        const QString from = (line("impact") + QLatin1Char('\n') + line(tag)).toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1String("<br>"));
        m_names[i]->setToolTip(from);
        m_values[i]->setToolTip(from);
        m_values[i]->setAccessibleName(tr("time to %1: %2").arg(m_names[i]->text(), m_values[i]->text()));
    }
}

void PhaseBar::color()
{
    for (QLabel* name : std::as_const(m_names)) {
        QPalette palette = name->palette();
        palette.setColor(QPalette::WindowText, m_theme.colors().muted);
        name->setPalette(palette);
    }
}

QString PhaseBar::text() const
{
    QStringList parts;
    for (int i = 0; i < m_names.size(); ++i)
        parts << m_names[i]->text() + QLatin1Char(' ') + m_values[i]->text();
    return parts.join(QStringLiteral("  "));
}

}    // namespace faultline
