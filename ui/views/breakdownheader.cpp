#include "ui/views/breakdownheader.h"

#include "app/query/valuefilter.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/models/breakdownmodel.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/timetext.h"
#include "ui/views/elidedlabel.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

enum Baseline { RightBefore, Yesterday, WeekAgo, Chosen, FromSelection, Saved };    // Saved + index

constexpr std::array<RecordKind, recordKindCount> kinds{RecordKind::Request, RecordKind::Operation, RecordKind::LogLine};

std::uint64_t countOf(const RecordCounts& counts, RecordKind kind)
{
    switch (kind) {
    case RecordKind::Request: return counts.requests;
    case RecordKind::Operation: return counts.operations;
    case RecordKind::LogLine: return counts.logLines;
    }
    return 0;
}

std::string firstField(RecordKind kind)
{
    switch (kind) {
    case RecordKind::Request: return "path";
    case RecordKind::Operation: return "target";
    case RecordKind::LogLine: return "component";
    }
    return {};
}

std::vector<std::string> fieldsOf(RecordKind kind)
{
    std::vector<std::string> fields{firstField(kind)};
    if (kind == RecordKind::Request)
        fields.push_back("route");
    for (int i = 0; i < fieldCount; ++i) {
        const FieldInfo& info = infoOf(static_cast<Field>(i));
        if (has(info, kind) && info.name != fields.front() && isBreakdownField(kind, info.name))
            fields.emplace_back(info.name);
    }
    fields.push_back("source");
    return fields;
}

TimeRange moved(const TimeRange& range, std::chrono::hours by)
{
    return {range.begin - by, range.end - by};
}

/// As wide as what is chosen; its list is as wide as it needs.
class ChoiceBox final : public QComboBox {
public:
    explicit ChoiceBox(QWidget* parent) : QComboBox(parent)
    {
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        setSizeAdjustPolicy(QComboBox::AdjustToContents);
        connect(this, &QComboBox::currentTextChanged, this, [this] { updateGeometry(); });
    }
    QSize sizeHint() const override
    {
        const QSize widest = QComboBox::sizeHint();
        int text = 0;
        for (int i = 0; i < count(); ++i)
            text = std::max(text, fontMetrics().horizontalAdvance(itemText(i)));
        return {widest.width() - text + fontMetrics().horizontalAdvance(currentText()), widest.height()};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }
    void showPopup() override
    {
        view()->setMinimumWidth(QComboBox::sizeHint().width());
        QComboBox::showPopup();
    }
};

QString nounOf(RecordKind kind)
{
    switch (kind) {
    case RecordKind::Request: return BreakdownHeader::tr("requests");
    case RecordKind::Operation: return BreakdownHeader::tr("operations");
    case RecordKind::LogLine: return BreakdownHeader::tr("log lines");
    }
    return {};
}

QLabel* wordLabel(const QString& text, QComboBox* buddy, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(buddy);
    return label;
}

}    // namespace

QString spanText(const TimeRange& range, const CaseSession& session)
{
    const TimeZone& zone = session.zone();
    const TimeDetail detail = detailFor(range.length());
    // The year of what is looked at stands in the bar above.
    const auto at = [&](Timestamp time) { return dayText(time, session.window(), zone) + QLatin1Char(' ') + clockText(time, zone, detail); };
    if (!isSameDay(range.begin, range.end - Nanoseconds(1), zone))
        return at(range.begin) + QStringLiteral(" → ") + at(range.end);
    const QString clocks = clockText(range.begin, zone, detail) + QChar(0x2013) + clockText(range.end, zone, detail);
    return isSameDay(range.begin, session.window().begin, zone) ? clocks : dayText(range.begin, session.window(), zone) + QLatin1Char(' ') + clocks;
}

QString recordsText(std::uint64_t count, RecordKind kind)
{
    const QString number = countText(count);
    switch (kind) {
    case RecordKind::Request: return count == 1 ? BreakdownHeader::tr("1 request") : BreakdownHeader::tr("%1 requests").arg(number);
    case RecordKind::Operation:
        return count == 1 ? BreakdownHeader::tr("1 operation") : BreakdownHeader::tr("%1 operations").arg(number);
    case RecordKind::LogLine: return count == 1 ? BreakdownHeader::tr("1 log line") : BreakdownHeader::tr("%1 log lines").arg(number);
    }
    return {};
}

BreakdownHeader::BreakdownHeader(CaseSession& session, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_theme(theme)
{
    const auto choice = [this](const QString& name) {
        auto* box = new ChoiceBox(this);
        box->setAccessibleName(name);
        box->setMaxVisibleItems(30);
        return box;
    };
    m_byChoice = choice(tr("Break down by"));
    m_thenChoice = choice(tr("Unfold by"));
    m_baselineChoice = choice(tr("Baseline"));
    m_kindChoice = choice(tr("Records"));
    m_window = new ElidedLabel(this);
    m_result = new ElidedLabel(this, Qt::ElideNone);
    m_result->setForegroundRole(QPalette::PlaceholderText);
    m_result->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_kindLabel = wordLabel(tr("records"), m_kindChoice, this);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(wordLabel(tr("by"), m_byChoice, this));
    row->addWidget(m_byChoice);
    row->addWidget(wordLabel(tr("then"), m_thenChoice, this));
    row->addWidget(m_thenChoice);
    row->addSpacing(8);
    row->addWidget(m_window);
    row->addWidget(wordLabel(tr("against"), m_baselineChoice, this));
    row->addWidget(m_baselineChoice);
    row->addSpacing(8);
    row->addWidget(m_kindLabel);
    row->addWidget(m_kindChoice);
    row->addWidget(m_result, 1);

    fillKinds();
    fillFields();
    fillBaselines();
    connect(m_byChoice, &QComboBox::activated, this, [this](int index) { setBy(toStd(m_byChoice->itemData(index).toString())); });
    connect(m_thenChoice, &QComboBox::activated, this,
            [this](int index) { setThenBy(toStd(m_thenChoice->itemData(index).toString())); });
    connect(m_kindChoice, &QComboBox::activated, this,
            [this](int index) { setKind(static_cast<RecordKind>(m_kindChoice->itemData(index).toInt())); });
    connect(m_baselineChoice, &QComboBox::activated, this, &BreakdownHeader::chooseBaseline);
    connect(&session, &CaseSession::contentsChanged, this, &BreakdownHeader::fillKinds);
    for (const auto signal : {&CaseSession::viewChanged, &CaseSession::selectionChanged, &CaseSession::baselineChanged,
                              &CaseSession::zoneChanged, &CaseSession::windowTimeChanged})
        connect(&session, signal, this, &BreakdownHeader::updateRanges);
    const auto refillBaselines = [this] {
        fillBaselines();
        updateRanges();
    };
    connect(&session, &CaseSession::savedWindowsChanged, this, refillBaselines);
    connect(&session, &CaseSession::contentsChanged, this, refillBaselines);
    updateRanges();
}

void BreakdownHeader::fillKinds()
{
    const RecordCounts& counts = m_session.contents().counts;
    m_kindChoice->clear();
    for (const RecordKind kind : kinds)
        if (countOf(counts, kind) != 0)
            m_kindChoice->addItem(nounOf(kind), static_cast<int>(kind));
    const bool isChoice = m_kindChoice->count() > 1;
    m_kindLabel->setVisible(isChoice);
    m_kindChoice->setVisible(isChoice);
    if (m_kindChoice->count() > 0 && countOf(counts, m_kind) == 0)
        setKind(static_cast<RecordKind>(m_kindChoice->itemData(0).toInt()));
    m_kindChoice->setCurrentIndex(m_kindChoice->findData(static_cast<int>(m_kind)));
}

void BreakdownHeader::fillFields()
{
    m_byChoice->clear();
    m_thenChoice->clear();
    m_thenChoice->addItem(QStringLiteral("—"), QString());
    for (const std::string& field : fieldsOf(m_kind)) {
        m_byChoice->addItem(titleOfField(field, m_kind), toQString(field));
        m_thenChoice->addItem(titleOfField(field, m_kind), toQString(field));
    }
    m_byChoice->setCurrentIndex(m_byChoice->findData(toQString(m_by)));
    m_thenChoice->setCurrentIndex(m_thenChoice->findData(toQString(m_thenBy)));
}

void BreakdownHeader::fillBaselines()
{
    m_baselineChoice->clear();
    m_baselineChoice->addItem(tr("right before"), RightBefore);
    m_baselineChoice->addItem(tr("same time the day before"), Yesterday);
    m_baselineChoice->addItem(tr("same time a week before"), WeekAgo);
    const std::vector<SavedWindow>& saved = m_session.contents().savedWindows;
    for (std::size_t i = 0; i < saved.size(); ++i)
        m_baselineChoice->addItem(shownText(saved[i].name, 60), Saved + static_cast<int>(i));
    m_baselineChoice->addItem(tr("this window, from now on"), FromSelection);
}

void BreakdownHeader::setBy(const std::string& field)
{
    if (field == m_by)
        return;
    m_by = field;
    m_byChoice->setCurrentIndex(m_byChoice->findData(toQString(field)));
    if (m_thenBy == field)
        setThenBy({});
    emit byChanged();
}

void BreakdownHeader::setThenBy(const std::string& field)
{
    if (field == m_thenBy || (field == m_by && !field.empty())) {
        m_thenChoice->setCurrentIndex(m_thenChoice->findData(toQString(m_thenBy)));
        return;
    }
    m_thenBy = field;
    m_thenChoice->setCurrentIndex(m_thenChoice->findData(toQString(field)));
    emit thenByChanged();
}

void BreakdownHeader::setKind(RecordKind kind)
{
    if (kind == m_kind)
        return;
    m_kind = kind;
    m_by = firstField(kind);
    m_thenBy.clear();
    m_kindChoice->setCurrentIndex(m_kindChoice->findData(static_cast<int>(kind)));
    fillFields();
    emit thenByChanged();
    emit byChanged();
}

void BreakdownHeader::setResult(std::uint64_t records, std::chrono::milliseconds took)
{
    m_result->setFullText(tr("%1 · %2 ms").arg(recordsText(records, m_kind)).arg(took.count()));
}

void BreakdownHeader::clearResult()
{
    m_result->setFullText({});
}

void BreakdownHeader::updateRanges()
{
    const QString now = spanText(m_session.window(), m_session);
    switch (m_session.look().windowTime) {
    case WindowTime::Written: m_window->setFullText(tr("now %1").arg(now)); break;
    case WindowTime::Arrival: m_window->setFullText(tr("arrived %1").arg(now)); break;
    case WindowTime::Completion: m_window->setFullText(tr("completed %1").arg(now)); break;
    }
    const TimeRange baseline = m_session.baseline();
    const TimeRange window = m_session.window();
    Baseline kind = Chosen;
    if (!m_session.look().baseline)
        kind = RightBefore;
    else if (baseline == moved(window, std::chrono::hours(24)))
        kind = Yesterday;
    else if (baseline == moved(window, std::chrono::hours(168)))
        kind = WeekAgo;
    int item = kind;
    const std::vector<SavedWindow>& saved = m_session.contents().savedWindows;
    for (std::size_t i = 0; i < saved.size() && kind == Chosen; ++i)
        if (saved[i].range == baseline)
            item = Saved + static_cast<int>(i);
    const int known = m_baselineChoice->findData(Chosen);
    if (known >= 0)
        m_baselineChoice->removeItem(known);
    if (item == Chosen)
        m_baselineChoice->insertItem(0, spanText(baseline, m_session), Chosen);
    m_baselineChoice->setCurrentIndex(m_baselineChoice->findData(item));
    m_baselineChoice->setToolTip(plainToolTip(rangeText(baseline, m_session.zone())));
}

void BreakdownHeader::chooseBaseline(int index)
{
    const int item = m_baselineChoice->itemData(index).toInt();
    const std::vector<SavedWindow>& saved = m_session.contents().savedWindows;
    switch (static_cast<Baseline>(std::min<int>(item, Saved))) {
    case RightBefore: m_session.setBaseline({}); break;
    case Yesterday: m_session.setBaseline(moved(m_session.window(), std::chrono::hours(24))); break;
    case WeekAgo: m_session.setBaseline(moved(m_session.window(), std::chrono::hours(168))); break;
    case FromSelection: m_session.setBaseline(m_session.window()); break;
    case Saved:
        if (static_cast<std::size_t>(item - Saved) < saved.size())
            m_session.setBaseline(saved[static_cast<std::size_t>(item - Saved)].range);
        break;
    case Chosen: break;
    }
    updateRanges();
}

}    // namespace faultline
