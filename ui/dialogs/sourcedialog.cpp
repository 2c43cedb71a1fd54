#include "ui/dialogs/sourcedialog.h"

#include "app/analysis/clocks.h"
#include "app/base/text.h"
#include "app/store/casefile.h"
#include "app/store/timerewrite.h"
#include "ui/casesession.h"
#include "ui/commands/setsource.h"
#include "ui/convert.h"
#include "ui/dialogs/dialogbuttons.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimeZone>
#include <QVBoxLayout>

namespace faultline {

namespace {

QString basisText(Basis basis)
{
    switch (basis) {
    case Basis::Proven: return SourceDialog::tr("proven by the text");
    case Basis::Specification: return SourceDialog::tr("by the format");
    case Basis::Stated: return SourceDialog::tr("stated");
    case Basis::Assumed: return SourceDialog::tr("assumed");
    }
    return {};
}

/// "2.5", "-90": seconds that are added to what is written.
std::optional<Nanoseconds> clockFrom(const QString& text)
{
    const QString number = text.trimmed().remove(QLatin1Char('+'));
    if (number.isEmpty())
        return Nanoseconds(0);
    const auto scaled = parseDecimalScaled(toStd(number.startsWith(QLatin1Char('-')) ? number.mid(1) : number), 1'000'000'000);
    if (!scaled || *scaled > std::int64_t{100} * 366 * 86'400 * 1'000'000'000 / 10)
        return {};
    return Nanoseconds(number.startsWith(QLatin1Char('-')) ? -*scaled : *scaled);
}

QString clockText(Nanoseconds clock)
{
    const double seconds = static_cast<double>(clock.count()) / 1e9;
    return seconds > 0 ? QStringLiteral("+%1").arg(toQString(formatNumber(seconds))) : toQString(formatNumber(seconds));
}

}    // namespace

void SourceDialog::open(CaseSession& session, const Theme& theme, std::int64_t sourceId, QWidget* parent)
{
    const Source* source = session.contents().source(sourceId);
    if (!source)
        return;
    auto* dialog = new SourceDialog(session, theme, *source, parent->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, &session, [dialog, &session, sourceId] {
        if (const auto change = dialog->change())
            SetSource::start(session, sourceId, *change);
    });
    dialog->QDialog::open();
}

SourceDialog::SourceDialog(CaseSession& session, const Theme& theme, const Source& source, QWidget* parent)
    : QDialog(parent), m_session(session), m_theme(theme), m_source(source)
{
    setWindowTitle(tr("Source: %1").arg(shownText(source.name, 80)));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(12);
    auto* settings = new QFormLayout;
    settings->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    settings->setVerticalSpacing(8);
    buildSettings(settings);
    column->addLayout(settings);
    auto* hairline = new QFrame(this);
    hairline->setFrameShape(QFrame::HLine);
    hairline->setFrameShadow(QFrame::Plain);
    QPalette palette = hairline->palette();
    palette.setColor(QPalette::WindowText, theme.colors().line);
    hairline->setPalette(palette);
    column->addWidget(hairline);
    auto* details = new QFormLayout;
    details->setVerticalSpacing(4);
    buildDetails(details);
    column->addLayout(details);
    column->addStretch(1);
    m_apply = addAcceptButtons(*this, *column, tr("Apply"));
    setMinimumWidth(fontMetrics().averageCharWidth() * 90);
    m_name->setFocus();
    refresh();
}

void SourceDialog::buildSettings(QFormLayout* form)
{
    const auto named = [form](const QString& label, QWidget* field) {
        form->addRow(label, field);
        field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    };
    m_name = new QLineEdit(toQString(m_source.name), this);
    named(tr("&Name"), m_name);
    m_zone = new QComboBox(this);
    m_zone->setEditable(true);
    m_zone->setInsertPolicy(QComboBox::NoInsert);
    QStringList zones{toQString(m_source.zone), toQString(m_session.caseZone().name()), QStringLiteral("UTC")};
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds())
        if (id.contains('/'))
            zones << QString::fromLatin1(id);
    zones.removeDuplicates();
    m_zone->addItems(zones);
    m_zone->completer()->setFilterMode(Qt::MatchContains);
    m_zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
    named(tr("&Zone of times without one"), m_zone);
    m_anchor = new QComboBox(this);
    m_anchor->addItem(tr("not known"), static_cast<int>(Anchor::Unknown));
    m_anchor->addItem(tr("the start of a request"), static_cast<int>(Anchor::Start));
    m_anchor->addItem(tr("the end of a request"), static_cast<int>(Anchor::End));
    m_anchor->setCurrentIndex(m_anchor->findData(static_cast<int>(m_source.anchor)));
    named(tr("Times &mark"), m_anchor);
    m_clock = new QLineEdit(clockText(m_source.clockOffset), this);
    m_clock->setPlaceholderText(tr("seconds, such as -2.5 when its clock was ahead"));
    m_compare = new QPushButton(tr("Compare cloc&ks"), this);
    m_compare->setAccessibleName(tr("Compare clocks"));
    m_compare->setAutoDefault(false);
    auto* clock = new QHBoxLayout;
    clock->addWidget(m_clock, 1);
    clock->addWidget(m_compare);
    auto* clockLabel = new QLabel(tr("Seconds &added to its clock"), this);
    clockLabel->setBuddy(m_clock);
    form->addRow(clockLabel, clock);
    m_clock->setAccessibleName(QString(clockLabel->text()).remove(QLatin1Char('&')));
    m_compared = new QLabel(this);
    m_compared->setTextFormat(Qt::PlainText);
    m_compared->setWordWrap(true);
    m_compared->setAccessibleName(tr("What comparing the clocks said"));
    m_compared->hide();
    form->addRow({}, m_compared);
    connect(m_compare, &QPushButton::clicked, this, &SourceDialog::compareClocks);
    const auto addLabel = [&](const QString& name) {
        auto* label = new QLabel(this);
        label->setTextFormat(Qt::PlainText);
        form->addRow(name, label);
        return label;
    };
    m_first = addLabel(tr("First"));
    m_last = addLabel(tr("Last"));
    m_problem = addLabel({});
    connect(m_name, &QLineEdit::textChanged, this, &SourceDialog::refresh);
    connect(m_zone, &QComboBox::currentTextChanged, this, &SourceDialog::refresh);
    connect(m_anchor, &QComboBox::currentIndexChanged, this, &SourceDialog::refresh);
    connect(m_clock, &QLineEdit::textChanged, this, &SourceDialog::refresh);
    for (QWidget* field : std::initializer_list<QWidget*>{m_name, m_zone, m_anchor, m_clock})
        field->setEnabled(!m_session.isReadOnly());
}

void SourceDialog::buildDetails(QFormLayout* form)
{
    const auto add = [&](const QString& name, const QString& value) {
        if (value.isEmpty())
            return;
        auto* label = new QLabel(this);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setAccessibleName(name);
        label->setText(value);
        auto* title = new QLabel(name, this);
        QPalette palette = title->palette();
        palette.setColor(QPalette::WindowText, m_theme.colors().muted);
        title->setPalette(palette);
        form->addRow(title, label);
    };
    const auto count = [](std::uint64_t value) { return countText(value); };
    add(tr("Lines"), tr("%1 = %2 of records + %3 skipped + %4 rejected")
                         .arg(count(m_source.lines), count(m_source.recordLines), count(m_source.skipped), count(m_source.rejected)));
    add(tr("Records"), count(m_source.records));
    add(tr("File"), shownText(m_source.path, 400));
    add(tr("Size"), tr("%1, %2 as text").arg(bytesText(static_cast<double>(m_source.bytes)), bytesText(static_cast<double>(m_source.textBytes))));
    add(tr("SHA-256"), toQString(m_source.sha256));
    add(tr("Unpacked"), shownText(m_source.wrapper, 200));
    add(tr("Format"), shownText(m_source.format, 100));
    add(tr("Why"), shownText(m_source.detection, 600));
    add(tr("Zone"), tr("%1, %2").arg(toQString(m_source.zone), basisText(m_source.zoneBasis)));
    add(tr("Said at import"), m_source.options == "{}" ? QString() : shownText(m_source.options, 400));
    add(tr("Imported"), instantWithZone(m_source.importedAt, m_session.zone(), TimeDetail::Second));
}

std::optional<SourceChange> SourceDialog::change() const
{
    SourceChange change;
    const std::string name = toStd(m_name->text().trimmed());
    if (name.empty())
        return {};
    if (name != m_source.name)
        change.name = name;
    const QString zoneText = m_zone->currentText().trimmed();
    if (toStd(zoneText) != m_source.zone) {
        const auto zone = TimeZone::named(toStd(zoneText));
        if (!zone)
            return {};
        change.zone = *zone;
    }
    const auto anchor = static_cast<Anchor>(m_anchor->currentData().toInt());
    if (anchor != m_source.anchor)
        change.anchor = anchor;
    const auto clock = clockFrom(m_clock->text());
    if (!clock)
        return {};
    if (*clock != m_source.clockOffset)
        change.clockOffset = *clock;
    return change;
}

QString SourceDialog::movedText(const std::optional<Timestamp>& time, const TimeZone& zone, Nanoseconds clock) const
{
    if (!time)
        return tr("no records");
    const QString before = instantWithZone(*time, m_session.zone());
    const auto oldZone = TimeZone::named(m_source.zone);
    const bool isInZone = m_source.zoneBasis != Basis::Proven && m_source.zoneBasis != Basis::Specification;
    const TimeMapping mapping{oldZone ? *oldZone : TimeZone(), zone, m_source.clockOffset, clock};
    const auto moved = mapping.map(nanosecondsOf(*time), isInZone ? TimeBasis::SourceZone : TimeBasis::Offset);
    if (!moved || moved->utc == nanosecondsOf(*time))
        return before;
    return tr("%1 → %2").arg(before, instantWithZone(timestampFrom(moved->utc), m_session.zone()));
}

void SourceDialog::compareClocks()
{
    m_compare->setEnabled(false);
    m_compared->setText(tr("Comparing with the other sources…"));
    m_compared->show();
    // A connection of its own: the others answer queries meanwhile.
    m_session.tasks().run<Clocks>(
        TaskRunner::Lane::Background, this, QStringLiteral("clocks"),
        [path = m_session.file().path()](const TaskControl& control) -> Result<Clocks> {
            auto file = CaseFile::open(path, OpenMode::Read);
            if (!file)
                return file.error();
            file->database().interruptOn(control.stop);
            SegmentReader reader(file->database());
            return faultline::compareClocks(file->database(), reader, {}, control);
        },
        [this](const Result<Clocks>& clocks) { showClock(clocks); });
}

/// What is proposed goes into the field; only Apply changes anything.
void SourceDialog::showClock(const Result<Clocks>& clocks)
{
    m_compare->setEnabled(true);
    if (!clocks)
        return m_compared->setText(shownText(clocks.error().message(), 400));
    std::string text = clocks->notes.empty() ? std::string() : clocks->notes.front();
    for (const ClockRow& row : clocks->rows) {
        if (row.sourceId != m_source.id)
            continue;
        text = row.sentence;
        if (row.offset && m_clock->isEnabled())
            m_clock->setText(clockText(*row.offset));
    }
    m_compared->setText(text.empty() ? tr("It has nothing that could be compared") : shownText(text, 400));
}

void SourceDialog::refresh()
{
    const auto zone = TimeZone::named(toStd(m_zone->currentText().trimmed()));
    const auto clock = clockFrom(m_clock->text());
    const bool isProven = m_source.zoneBasis == Basis::Proven || m_source.zoneBasis == Basis::Specification;
    QString problem;
    if (!zone)
        problem = toQString(zone.error().message());
    else if (!clock)
        problem = tr("The clock is moved by a number of seconds, such as -2.5");
    else if (m_name->text().trimmed().isEmpty())
        problem = tr("A source has a name");
    else if (isProven && toStd(m_zone->currentText().trimmed()) != m_source.zone)
        problem = tr("Every time of it carries its zone; another one changes nothing");
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.colors().warning);
    m_problem->setPalette(palette);
    m_first->setText(movedText(m_source.first, zone ? *zone : TimeZone(), clock.value_or(Nanoseconds(0))));
    m_last->setText(movedText(m_source.last, zone ? *zone : TimeZone(), clock.value_or(Nanoseconds(0))));
    const auto changed = change();
    m_apply->setEnabled(changed && (changed->name || changed->zone || changed->anchor || changed->clockOffset) && !m_session.isReadOnly());
}

}    // namespace faultline
