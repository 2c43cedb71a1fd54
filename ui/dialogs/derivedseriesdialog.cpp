#include "ui/dialogs/derivedseriesdialog.h"

#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/dialogbuttons.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline {

DerivedSeriesDialog::DerivedSeriesDialog(CaseSession& session, const ChartSpec* chart, QWidget* parent)
    : QDialog(parent), m_session(session)
{
    setWindowTitle(tr("Derived Series"));
    auto* column = new QVBoxLayout(this);
    auto* form = new QFormLayout;
    column->addLayout(form);
    m_derivation = new QComboBox(this);
    m_derivation->addItem(tr("Change per second (of a counter)"), static_cast<int>(Derivation::PerSecond));
    m_derivation->addItem(tr("Sum"), static_cast<int>(Derivation::Sum));
    m_derivation->addItem(tr("Ratio"), static_cast<int>(Derivation::Ratio));
    m_derivation->addItem(tr("Difference"), static_cast<int>(Derivation::Difference));
    m_first = new QComboBox(this);
    m_second = new QComboBox(this);
    for (QComboBox* box : {m_first, m_second}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(40);
    }
    m_title = new QLineEdit(this);
    m_title->setMaxLength(200);
    m_derivation->setAccessibleName(tr("Calculation"));
    m_first->setAccessibleName(tr("Of"));
    m_second->setAccessibleName(tr("And"));
    m_title->setAccessibleName(tr("Title"));
    m_secondLabel = new QLabel(tr("And"), this);
    form->addRow(tr("Calculation"), m_derivation);
    form->addRow(tr("Of"), m_first);
    form->addRow(m_secondLabel, m_second);
    form->addRow(tr("Title"), m_title);
    m_result = new QLabel(this);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setWordWrap(true);
    column->addWidget(m_result);
    m_accept = addAcceptButtons(*this, *column, tr("Add"));
    fill(chart);
    for (QComboBox* box : {m_derivation, m_first, m_second})
        connect(box, &QComboBox::currentIndexChanged, this, &DerivedSeriesDialog::update);
    connect(m_title, &QLineEdit::textChanged, this, &DerivedSeriesDialog::update);
    update();
}

void DerivedSeriesDialog::fill(const ChartSpec* chart)
{
    const CaseContents& contents = m_session.contents();
    const auto offer = [&](const LineSpec& line) {
        if (std::find(m_lines.begin(), m_lines.end(), line) != m_lines.end())
            return;
        m_lines.push_back(line);
        const QString title = titleOf(line, contents).simplified().left(120);
        m_first->addItem(title);
        m_second->addItem(title);
    };
    if (chart)
        for (const LineSpec& line : chart->lines)
            offer(line);
    for (const ChartSpec& other : m_session.charts())
        for (const LineSpec& line : other.lines)
            offer(line);
    for (const SeriesInfo& series : contents.series)
        offer(metricLine(series.id));
    const bool hasTwo = chart && chart->lines.size() > 1;
    const bool isCounter = chart && !chart->lines.empty() && chart->lines.front().kind == LineKind::Metric
        && contents.seriesInfo(chart->lines.front().seriesId)
        && contents.seriesInfo(chart->lines.front().seriesId)->kind == SeriesKind::Counter;
    m_derivation->setCurrentIndex(isCounter ? 0 : hasTwo ? 1 : 2);
    m_second->setCurrentIndex(m_lines.size() > 1 ? 1 : 0);
}

Derivation DerivedSeriesDialog::derivation() const
{
    return static_cast<Derivation>(m_derivation->currentData().toInt());
}

QString DerivedSeriesDialog::problem() const
{
    if (m_lines.empty())
        return tr("There is no series yet. Import metrics or logs first.");
    const auto unit = [&](const QComboBox* box) { return unitOf(m_lines[static_cast<std::size_t>(box->currentIndex())], m_session.contents()); };
    const bool needsOneUnit = derivation() == Derivation::Sum || derivation() == Derivation::Difference;
    if (needsOneUnit && unit(m_first) != unit(m_second))
        return tr("The units differ: %1 and %2. Choose lines of one unit.").arg(toQString(unit(m_first)), toQString(unit(m_second)));
    if (derivation() != Derivation::PerSecond && m_first->currentIndex() == m_second->currentIndex())
        return tr("Choose two different lines.");
    return {};
}

std::optional<LineSpec> DerivedSeriesDialog::line() const
{
    if (!problem().isEmpty())
        return {};
    LineSpec line;
    line.kind = LineKind::Derived;
    line.derivation = derivation();
    line.operands = {m_lines[static_cast<std::size_t>(m_first->currentIndex())]};
    if (line.derivation != Derivation::PerSecond)
        line.operands.push_back(m_lines[static_cast<std::size_t>(m_second->currentIndex())]);
    line.title = toStd(m_title->text().trimmed());
    return line;
}

void DerivedSeriesDialog::update()
{
    const bool takesTwo = derivation() != Derivation::PerSecond;
    m_second->setVisible(takesTwo);
    m_secondLabel->setVisible(takesTwo);
    const QString wrong = problem();
    m_accept->setEnabled(wrong.isEmpty());
    if (!wrong.isEmpty())
        return m_result->setText(wrong);
    LineSpec made = *line();
    const QString unit = toQString(unitOf(made, m_session.contents()));
    made.title.clear();
    m_title->setPlaceholderText(titleOf(made, m_session.contents()).simplified().left(200));
    m_result->setText(unit.isEmpty() || unit == QLatin1String("1") ? tr("The result has no unit.") : tr("The unit of the result is %1.").arg(unit));
}

}    // namespace faultline
